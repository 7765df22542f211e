import { directionOf, escapeAttribute, escapeText } from '../../article/index.ts';
import type { PartnerPreview } from '../../newsroom/index.ts';
import { formatDuration } from '../../platform/config/index.ts';

import { languageName } from '../words.ts';

/** A dry run: everything that would appear on a partner's site, as readers there would get it. */
export function PreviewPage({ preview, frame }: { preview: PartnerPreview; frame: string }) {
  const { partner, language, slug, links, canonical, proof, pictures, headline, newsroom } = preview;
  const host = new URL(partner.address).host;
  const facts: readonly (readonly [string, string])[] = [
    ['Site', host],
    ['The post begins', partner.as === 'published' ? 'public' : 'as a draft, which somebody there publishes'],
    ['Sent', partner.delayMs === 0 ? 'with the edition' : `${formatDuration(partner.delayMs)} after publication`],
    ['Language', languageName(language)],
    ['Name in its address', slug],
    ['Original for search engines, with the plug-in', canonical ?? 'the post itself'],
    ['Signed page to check it by', proof ?? 'none: there is no public carrier yet'],
    ['Pictures for the media library', pictures.length === 0 ? 'none' : String(pictures.length)],
  ];
  return (
    <>
      <p class="lead">
        What {newsroom} would have on {partner.title}. Nothing of this is there yet, or is changed by looking at it.
      </p>
      {preview.refusedBy !== null && (
        <p>
          <strong class="mark hindered">not as agreed</strong> This article would not be sent: {preview.refusedBy}.
        </p>
      )}
      <section aria-labelledby="post-title">
        <h2 id="post-title">The post</h2>
        <iframe class="partner-post" title={`The post: ${headline}`} src={frame} sandbox="allow-same-origin" />
      </section>
      <section aria-labelledby="facts-title">
        <h2 id="facts-title">Around it</h2>
        <dl class="partner-facts">
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
          <dt>Links to other languages</dt>
          <dd>
            {links.length === 0 && 'none'}
            <ul>
              {links.map((link) => (
                <li>
                  <bdi lang={language} dir={directionOf(language)}>
                    {link.text}
                  </bdi>
                  : {link.address}
                </li>
              ))}
            </ul>
          </dd>
        </dl>
      </section>
      {partner.terms !== undefined && (
        <section aria-labelledby="terms-title">
          <h2 id="terms-title">What was agreed</h2>
          <p class="partner-terms">{partner.terms}</p>
        </section>
      )}
    </>
  );
}

/** Its style is plain on purpose: the partner's theme gives it another. */
const STYLE =
  'body{font:17px/1.6 serif;margin:1rem;max-width:40rem;color:#111;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}figure{margin:1rem 0}figcaption{font-size:.85em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem}blockquote{border-inline-start:3px solid #999;margin-inline:0;padding-inline-start:1rem}a{color:#00489a}';

/** The post by itself, for a frame in which nothing runs. */
export function previewDocument({ headline, language, direction, content }: PartnerPreview): string {
  const title = escapeText(headline);
  return `<!doctype html>\n<html lang="${escapeAttribute(language)}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><base target="_blank"><style>${STYLE}</style></head><body><main><h1>${title}</h1>\n${content}</main></body></html>`;
}
