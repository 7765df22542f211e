import { directionOf } from '../../article/index.ts';
import type { SegmentHelp, SegmentView } from '../../editing/index.ts';
import type { SegmentContext } from './context.ts';
import { Diff } from './diff.tsx';
import { minuteInWords } from './in-words.ts';

const KIND_WORDS = { required: 'say', forbidden: 'never say', name: 'name' } as const;

/** What a translator sees beside a segment: what the memory has, and the terms of the glossary that stand in it. */
export function Help(props: {
  readonly help: SegmentHelp;
  readonly segment: SegmentView;
  readonly context: Pick<SegmentContext, 'from' | 'language' | 'mayEdit'>;
}) {
  const { help, segment, context } = props;
  const original = { lang: context.from, dir: directionOf(context.from) };
  const translated = { lang: context.language, dir: directionOf(context.language) };
  return (
    <>
      {help.terms.length > 0 && (
        <dl class="terms" aria-label="Terms">
          {help.terms.map(({ source, target, kind, note }) => (
            <div>
              <dt {...original}>{source}</dt>
              <dd>
                <span class={kind === 'forbidden' ? 'mark blocked' : 'aside'}>{KIND_WORDS[kind]}</span>{' '}
                <bdi {...translated}>{target}</bdi>
                {note !== null && <span class="aside"> ({note})</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {segment.machine !== null && (
        <div class="machine-text">
          <p class="score">
            <strong>Machine</strong> <span class="aside">{segment.engine}</span>
          </p>
          <p {...translated}>
            {segment.target === '' || segment.target === segment.machine ? (
              segment.machine
            ) : (
              <Diff before={segment.machine} after={segment.target} />
            )}
          </p>
          {context.mayEdit && segment.target !== segment.machine && (
            <button type="button" class="use only-script" data-use={segment.machine} data-field={`t-${segment.key}`}>
              Use this<span class="unseen"> (machine)</span>
            </button>
          )}
        </div>
      )}
      {help.matches.length === 0 && help.terms.length === 0 && (
        <p class="nothing">Neither memory nor glossary has anything for this.</p>
      )}
      {help.matches.length > 0 && (
        <ol class="matches" aria-label="From the memory">
          {help.matches.map(({ score, source, target, by, at }, index) => (
            <li>
              <p class="score">
                <strong>{score}%</strong>
                <span class="aside">
                  {by ?? 'imported'}, {minuteInWords(new Date(at))}
                </span>
              </p>
              {score < 100 && (
                <p class="aside" {...original}>
                  <Diff before={source} after={segment.source} />
                </p>
              )}
              <p {...translated}>{target}</p>
              {context.mayEdit && (
                <button type="button" class="use only-script" data-use={target} data-field={`t-${segment.key}`}>
                  Use this<span class="unseen"> (match {index + 1})</span>
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
