import { counted } from '../../errors/index.ts';
import type { StepOverview } from '../../newsroom/index.ts';
import type { FailedJob, QueueOverview } from '../../platform/jobs/index.ts';
import { Wide } from '../shell/wide.tsx';
import { Ago, FullMoment } from '../times.tsx';
import { dateInWords, languageName } from '../words.ts';
import { Columns, Legend } from './columns.tsx';
import type { AgeCount, DayCount } from './throughput.ts';

const QUEUES: Readonly<Record<QueueOverview['queue'], string>> = {
  translate: 'Fill in translations',
  'publish-due': 'Publish what is due',
  webhook: 'Tell others',
  partner: 'Send to partners',
};
const STEPS: Readonly<Record<StepOverview['step'], string>> = {
  keep: 'Keep what came in',
  publish: 'Publish',
  heartbeat: 'Prove the newest edition',
};

function Steps({ steps, now }: { steps: readonly StepOverview[]; now: Date }) {
  return (
    <section id="steps" aria-labelledby="steps-title">
      <h2 id="steps-title">The publishing process</h2>
      {steps.length === 0 ? (
        <p class="nothing">It has not begun yet.</p>
      ) : (
        <Wide label="steps">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Step</th>
                <th scope="col">How it goes</th>
                <th scope="col">Last done</th>
              </tr>
            </thead>
            <tbody>
              {steps.map(({ step, doneAt, triedAt, failure, failures }) => (
                <tr>
                  <th scope="row">{STEPS[step]}</th>
                  <td>
                    {failure === null ? (
                      <span class="mark passes">done</span>
                    ) : (
                      <>
                        <strong class="mark blocked">failed {counted(failures, 'time')}</strong> {failure}{' '}
                        <span class="aside">
                          tried <Ago at={triedAt} now={now} />; it is tried again at every round
                        </span>
                      </>
                    )}
                  </td>
                  <td>{doneAt === null ? 'never' : <Ago at={doneAt} now={now} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </section>
  );
}

function Queues({ queues, now }: { queues: readonly QueueOverview[]; now: Date }) {
  return (
    <section id="queues" aria-labelledby="queues-title">
      <h2 id="queues-title">Queues</h2>
      <Wide label="queues">
        <table class="plain numbers">
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col">Waiting</th>
              <th scope="col">At it</th>
              <th scope="col">Later</th>
              <th scope="col">Given up</th>
              <th scope="col">Done today</th>
              <th scope="col">Oldest came</th>
            </tr>
          </thead>
          <tbody>
            {queues.map(({ queue, waiting, active, later, failed, doneInDay, waitingSince }) => (
              <tr id={`queue-${queue}`}>
                <th scope="row">{QUEUES[queue]}</th>
                <td>{waiting}</td>
                <td>{active}</td>
                <td>{later}</td>
                <td>{failed === 0 ? 0 : <strong class="mark blocked">{failed}</strong>}</td>
                <td>{doneInDay}</td>
                <td>{waitingSince === null ? '' : <Ago at={waitingSince} now={now} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}

/** What a job is about. A webhook's message is not shown: its receiver is enough to know it by. */
function About({ data }: { data: FailedJob['data'] }) {
  const { article, language, address } = data;
  if (typeof article === 'string' && typeof language === 'string') {
    return (
      <>
        <a href={`/articles/${encodeURIComponent(article)}`}>{article}</a>
        {language !== '' && ` in ${languageName(language)}`}
      </>
    );
  }
  return typeof address === 'string' && URL.canParse(address) ? <span>{new URL(address).host}</span> : null;
}

function Failures({ failed, mayRetry, now }: { failed: readonly FailedJob[]; mayRetry: boolean; now: Date }) {
  return (
    <section id="failures" aria-labelledby="failures-title">
      <h2 id="failures-title">Given up</h2>
      {failed.length === 0 ? (
        <p class="nothing">Nothing was given up.</p>
      ) : (
        <ul class="failures">
          {failed.map((job) => (
            <li id={`job-${job.id}`}>
              <p>
                <strong class="mark blocked">{QUEUES[job.queue]}</strong> <About data={job.data} />{' '}
                <span class="aside">
                  tried {counted(job.tries, 'time')}, last <FullMoment at={job.failedAt} />,{' '}
                  <Ago at={job.failedAt} now={now} />
                </span>
              </p>
              <p class="failure">
                {job.message}
                {job.hint !== null && <span class="aside"> {job.hint}</span>}
              </p>
              {mayRetry && (
                <form method="post" action="/jobs/again" class="act">
                  <button type="submit" name="job" value={job.id} id={`again-${job.id}`}>
                    Try again
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What people did in the last days, and how old what waits for them is. */
function Translation({ days, ages }: { days: readonly DayCount[]; ages: readonly AgeCount[] }) {
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  const inWords = (day: string) => dateInWords(new Date(`${day}T00:00:00Z`));
  return (
    <section id="translation" aria-labelledby="translation-title">
      <h2 id="translation-title">Translation</h2>
      <div class="charts">
        <figure class="chart">
          <figcaption>Segments confirmed a day</figcaption>
          <Columns
            title="Segments confirmed a day, of the last fourteen days"
            describedBy="throughput-table"
            columns={days.map(({ day, confirmed }) => ({
              label: `${inWords(day)}: ${confirmed} confirmed`,
              parts: [{ kind: 'within', value: confirmed }],
            }))}
          />
          <Legend first={inWords(first)} last={inWords(last)} kinds={[]} />
        </figure>
        <figure class="chart">
          <figcaption>How long versions have waited for people</figcaption>
          <Columns
            title="Versions that wait, by how long"
            describedBy="age-table"
            columns={ages.map(({ label, review, translation }) => ({
              label: `${label}: ${review} to review, ${translation} in translation`,
              parts: [
                { kind: 'review', value: review },
                { kind: 'in-translation', value: translation },
              ],
            }))}
          />
          <Legend
            first="under an hour"
            last="over 3 days"
            kinds={[
              { kind: 'review', label: 'to review' },
              { kind: 'in-translation', label: 'in translation' },
            ]}
          />
        </figure>
      </div>
      <details id="translation-numbers">
        <summary>The same in numbers</summary>
        <div class="charts">
          <Wide label="done a day">
            <table class="plain numbers" id="throughput-table">
              <caption class="unseen">Done a day</caption>
              <thead>
                <tr>
                  <th scope="col">Day</th>
                  <th scope="col">Segments confirmed</th>
                  <th scope="col">Versions published</th>
                </tr>
              </thead>
              <tbody>
                {days.toReversed().map(({ day, confirmed, published }) => (
                  <tr>
                    <th scope="row">{inWords(day)}</th>
                    <td>{confirmed}</td>
                    <td>{published}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
          <Wide label="versions that wait">
            <table class="plain numbers" id="age-table">
              <caption class="unseen">Versions that wait</caption>
              <thead>
                <tr>
                  <th scope="col">For</th>
                  <th scope="col">To review</th>
                  <th scope="col">In translation</th>
                </tr>
              </thead>
              <tbody>
                {ages.map(({ label, review, translation }) => (
                  <tr>
                    <th scope="row">{label}</th>
                    <td>{review}</td>
                    <td>{translation}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        </div>
      </details>
    </section>
  );
}

/** What is being done, what waits, what was given up, and how people keep up with it. */
export function JobsPage(props: {
  /** Null where this process does not know. */
  readonly steps: readonly StepOverview[] | null;
  readonly queues: readonly QueueOverview[] | null;
  readonly failed: readonly FailedJob[];
  readonly days: readonly DayCount[];
  readonly ages: readonly AgeCount[];
  readonly mayRetry: boolean;
  readonly now: Date;
}) {
  const { steps, queues, failed, days, ages, mayRetry, now } = props;
  return (
    <>
      {steps !== null && <Steps steps={steps} now={now} />}
      {queues !== null && (
        <>
          <Failures failed={failed} mayRetry={mayRetry} now={now} />
          <Queues queues={queues} now={now} />
        </>
      )}
      <Translation days={days} ages={ages} />
    </>
  );
}
