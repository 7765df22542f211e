import type { CarrierCheck } from '../../newsroom/index.ts';

const MARKS: Readonly<Record<CarrierCheck['result'], string>> = {
  passed: 'passes',
  warning: 'hindered',
  failed: 'blocked',
  unknown: 'deceives',
};

/** What was tried with a carrier, and what came of it. */
export function FindingsPage({ name, checks }: { name: string; checks: readonly CarrierCheck[] }) {
  const hasFailed = checks.some(({ result }) => result === 'failed');
  return (
    <>
      <p class="lead">{hasFailed ? `${name} cannot be used like this.` : `${name} can be carried to.`}</p>
      <ul class="findings">
        {checks.map(({ check, result, says, hint }) => (
          <li>
            <strong class={`mark ${MARKS[result]}`}>{result}</strong> <b>{check}</b>: {says}
            {hint !== null && result !== 'passed' && <span class="aside">; {hint}</span>}
          </li>
        ))}
      </ul>
      <form method="post" action={`/carriers/${name}/test`} class="act">
        <button type="submit">Test it again</button>
      </form>
      <p>
        <a href="/carriers">Back to the carriers</a>
      </p>
    </>
  );
}
