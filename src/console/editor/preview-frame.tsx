import type { DraftOutline } from '../../editing/index.ts';
import { editorAddress } from './address.ts';

/** The page as readers will get it, as wide as a small phone. In a frame of its own, where nothing of it runs. */
export function PreviewFrame({ draft }: { draft: DraftOutline }) {
  const address = `${editorAddress(draft)}/preview`;
  return (
    <details id="preview" class="preview">
      <summary>Preview, and what it weighs</summary>
      <div class="preview-body">
        <iframe
          title="The page as readers will get it"
          src={`${address}/page`}
          width="360"
          height="640"
          loading="lazy"
          sandbox="allow-same-origin"
        />
        <div id="weight" data-weight={`${address}/weight`}>
          <p>
            <a href={address}>What each part weighs</a>
          </p>
        </div>
      </div>
    </details>
  );
}
