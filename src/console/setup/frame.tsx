import type { Child } from 'hono/jsx';
import { STEPS, type Step } from './draft.ts';

const TITLES: Readonly<Record<Step, string>> = {
  newsroom: 'The newsroom',
  languages: 'Languages',
  sources: 'Where articles come from',
  carriers: 'Where copies go',
  keys: 'Keys',
};

/** The page around every step: where one is, what is wrong, the way back. */
export function drawSetup(page: {
  readonly style: string;
  readonly title: string;
  readonly step: Step | null;
  /** Steps that are in order, which one may go back to. */
  readonly done: ReadonlySet<Step>;
  readonly faults?: readonly string[];
  readonly main: Child;
}): string {
  const { style, title, step, done, faults = [], main } = page;
  return `<!doctype html>\n${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · a new newsroom`}</title>
        <link rel="stylesheet" href={style} />
      </head>
      <body class="desk setup">
        <header>
          <p class="folio">
            <span>Tamizdat</span>
            <span>A new newsroom</span>
          </p>
          {step !== null && (
            <nav class="steps" aria-label="Steps">
              <ol>
                {STEPS.map((each) => (
                  <li class={done.has(each) ? 'done' : undefined}>
                    {done.has(each) && each !== step ? (
                      <a href={`/setup/${each}`}>{TITLES[each]}</a>
                    ) : (
                      <span aria-current={each === step ? 'step' : undefined}>{TITLES[each]}</span>
                    )}
                  </li>
                ))}
              </ol>
            </nav>
          )}
        </header>
        <main id="main">
          <h1>{title}</h1>
          {faults.length > 0 && (
            <div class="said refused" role="alert">
              <ul>
                {faults.map((fault) => (
                  <li>{fault}</li>
                ))}
              </ul>
            </div>
          )}
          {main}
        </main>
      </body>
    </html>
  )}`;
}

/** The title of a step. */
export function titleOfStep(step: Step): string {
  return TITLES[step];
}
