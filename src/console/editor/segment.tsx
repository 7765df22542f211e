import { directionOf } from '../../article/index.ts';
import type { SegmentHelp, SegmentView } from '../../editing/index.ts';
import { editorAddress, fieldId, placeAddress, segmentId } from './address.ts';
import type { SegmentContext } from './context.ts';
import { Diff } from './diff.tsx';
import { Help } from './help.tsx';
import { minuteInWords, ROLE_WORDS, STANDING_WORDS, standingOf } from './in-words.ts';
import { MarkedText, Placeholders } from './marked-text.tsx';

/** What a person wrote that was not kept, and why. */
export interface Unkept {
  readonly target: string;
  readonly reason: 'conflict' | 'refused';
}

function Original({ segment, context }: { segment: SegmentView; context: SegmentContext }) {
  const { source, sourceBefore, marks } = segment;
  const text = { lang: context.from, dir: directionOf(context.from) };
  return (
    <>
      <p class="source" {...text}>
        <MarkedText text={source} marks={marks} />
      </p>
      {sourceBefore !== null && (
        <div class="was">
          <p class="aside">What changed in the original since this was right:</p>
          <p {...text}>
            <Diff before={sourceBefore} after={source} />
          </p>
        </div>
      )}
    </>
  );
}

/** Two people wrote the same segment: both texts, and a choice. Nothing is lost until one is chosen. */
function Conflict({ segment, mine, context }: { segment: SegmentView; mine: string; context: SegmentContext }) {
  const text = { lang: context.language, dir: directionOf(context.language) };
  return (
    <div class="conflict" role="alert">
      <p>
        <strong class="mark blocked">Not saved</strong> Somebody else changed this segment meanwhile. What they wrote:
      </p>
      <p class="theirs" {...text} data-theirs={segment.target}>
        {segment.target === '' ? '(nothing)' : segment.target}
      </p>
      {segment.target !== '' && mine !== '' && (
        <details>
          <summary>From theirs to yours, word by word</summary>
          <p {...text}>
            <Diff before={segment.target} after={mine} />
          </p>
        </details>
      )}
      <p>
        Your text still stands in the field above. Change it as you like and save it over theirs, or{' '}
        <a href={placeAddress(context, segment.key)} class="take-theirs">
          take theirs
        </a>
        .
      </p>
    </div>
  );
}

function Findings({ segment, context }: { segment: SegmentView; context: SegmentContext }) {
  const { findings, ignored, key, edit } = segment;
  if (findings.length === 0 && ignored.length === 0) return null;
  return (
    <ul class="findings" aria-label="What the checks found">
      {findings.map(({ check, weight, message }) => (
        <li>
          <p>
            <strong class={`mark ${weight === 'error' ? 'blocked' : 'hindered'}`}>
              {weight === 'error' ? 'Error' : 'Look'}
            </strong>{' '}
            {message}
          </p>
          {context.mayEdit && (
            <details>
              <summary>Switch this check off here</summary>
              <form method="post" action={`${editorAddress(context)}/segments/${key}/ignore`} class="ignore">
                <input type="hidden" name="edit" value={String(edit)} />
                <input type="hidden" name="check" value={check} />
                <Place context={context} />
                <label for={`reason-${check}-${key}`}>Why it does not apply</label>
                <input id={`reason-${check}-${key}`} name="reason" required maxlength={500} autocomplete="off" />
                <button type="submit">Switch off</button>
              </form>
            </details>
          )}
        </li>
      ))}
      {ignored.map(({ check, reason, by }) => (
        <li class="aside">
          Check “{check}” switched off by {by}: {reason}
        </li>
      ))}
    </ul>
  );
}

/** Where to go back to after a form. */
export function Place({ context: { show, page } }: { context: Pick<SegmentContext, 'show' | 'page'> }) {
  return (
    <>
      <input type="hidden" name="show" value={show} />
      <input type="hidden" name="page" value={String(page)} />
    </>
  );
}

function Standing({ segment }: { segment: SegmentView }) {
  const standing = standingOf(segment);
  const { engine, failure, confirmedBy, confirmedAt } = segment;
  return (
    <p class="standing">
      <span class={`mark ${standing}`}>{STANDING_WORDS[standing]}</span>
      {standing === 'machine' && engine !== null && <span class="aside">{engine}</span>}
      {standing === 'confirmed' && confirmedBy !== null && (
        <span class="aside">
          by {confirmedBy}
          {confirmedAt !== null && `, ${minuteInWords(new Date(confirmedAt))}`}
        </span>
      )}
      {failure !== null && segment.target === '' && <span class="aside">The machine gave nothing: {failure}</span>}
    </p>
  );
}

/** As many lines as a text takes in its column, so that the field is as high as the original beside it. */
function rowsOf(text: string): number {
  return Math.min(30, Math.max(2, Math.ceil(text.length / 52) + text.split('\n').length - 1));
}

/** One segment: the original, the translation with its form, what the checks found, and help where it was asked for. */
export function Segment(props: {
  readonly segment: SegmentView;
  readonly context: SegmentContext;
  readonly help?: SegmentHelp | undefined;
  readonly unkept?: Unkept | undefined;
}) {
  const { segment, context, help, unkept } = props;
  const { key, role, source, marks, edit } = segment;
  const address = `${editorAddress(context)}/segments/${key}`;
  const target = unkept?.target ?? segment.target;
  const field = fieldId(key);
  return (
    <li
      id={segmentId(key)}
      class={`segment is-${standingOf(segment)}`}
      data-key={key}
      data-edit={String(edit)}
      data-state={segment.state}
      data-conflict={unkept?.reason === 'conflict' ? '' : undefined}
    >
      <div class="original">
        <h3 class="role" id={`h-${key}`}>
          {ROLE_WORDS[role]}
        </h3>
        <Original segment={segment} context={context} />
        <div class="help" data-help={`${address}/help`}>
          {help === undefined ? (
            <p class="ask">
              <a href={`${placeAddress(context).split('#')[0]}${askFor(context, key)}`}>Memory and terms</a>
            </p>
          ) : (
            <Help help={help} segment={segment} context={context} />
          )}
        </div>
      </div>
      <div class="translation">
        <form method="post" action={address} class="write">
          <input type="hidden" name="edit" value={String(edit)} />
          <Place context={context} />
          <p class="top">
            <label for={field} class="role">
              Translation<span class="unseen"> of {ROLE_WORDS[role].toLowerCase()}</span>
            </label>
            <span class="present" data-present={key} />
          </p>
          <textarea
            id={field}
            name="target"
            lang={context.language}
            dir={directionOf(context.language)}
            rows={rowsOf(target.length > source.length ? target : source)}
            spellcheck={true}
            autocomplete="off"
            readonly={!context.mayEdit}
          >
            {/* A line feed behind the tag is swallowed by browsers: this one is, not the text's own. */}
            {`\n${target}`}
          </textarea>
          {unkept?.reason === 'conflict' && <Conflict segment={segment} mine={target} context={context} />}
          {unkept?.reason === 'refused' && (
            <p class="failure" role="alert">
              Kept, but not confirmed: mend what the checks found below, or switch a check off with a reason.
            </p>
          )}
          <Placeholders marks={marks} field={field} />
          <Standing segment={segment} />
          {context.mayEdit && (
            <p class="acts">
              <button type="submit" name="act" value="confirm" class="confirm" aria-describedby={`h-${key}`}>
                Confirm
              </button>
              <button type="submit" name="act" value="save" class="save" aria-describedby={`h-${key}`}>
                Save
              </button>
              {context.hasEngine && (
                <button type="submit" name="act" value="again" class="again" aria-describedby={`h-${key}`}>
                  Ask the machine
                </button>
              )}
              <span class="kept" data-kept="" />
            </p>
          )}
        </form>
        <Findings segment={segment} context={context} />
      </div>
    </li>
  );
}

function askFor({ show, page }: SegmentContext, key: string): string {
  return `${show !== 'all' || page > 1 ? '&' : '?'}at=${encodeURIComponent(key)}#${fieldId(key)}`;
}
