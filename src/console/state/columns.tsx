/** One part of a column: how much, and of what (a class of the style sheet). */
export interface ColumnPart {
  readonly kind: string;
  readonly value: number;
}

/** One column of a picture. */
export interface Column {
  /** Said when one points at it. */
  readonly label: string;
  readonly parts: readonly ColumnPart[];
}

const STEP = 24;
const WIDTH = 16;
const HEIGHT = 120;
/** What is there at all is seen, however small it is beside the largest. */
const LEAST = 3;

/**
 * Columns beside each other, each of parts on top of each other: drawn on the server, narrower where there is less room.
 * Whoever cannot see it has the table that belongs to it, which `describedBy` names.
 */
export function Columns(props: {
  readonly title: string;
  readonly describedBy: string;
  readonly columns: readonly Column[];
  /** Where a line stands across. */
  readonly limit?: number | undefined;
}) {
  const { title, describedBy, columns, limit } = props;
  const sums = columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const most = Math.max(1, limit ?? 0, ...sums);
  const width = Math.max(1, columns.length) * STEP;
  const scale = (value: number) => (value === 0 ? 0 : Math.max(LEAST, (value / most) * HEIGHT));
  return (
    <svg
      class="columns-chart"
      viewBox={`0 0 ${width} ${HEIGHT + 2}`}
      width={Math.round(width * 1.6)}
      preserveAspectRatio="none"
      role="img"
      aria-label={title}
      aria-describedby={describedBy}
    >
      {columns.map(({ label, parts }, at) => {
        let top = HEIGHT;
        return (
          <g>
            <title>{label}</title>
            <rect class="ground" x={at * STEP} y={0} width={STEP} height={HEIGHT} />
            {parts.map(({ kind, value }) => {
              const height = scale(value);
              top -= height;
              return height === 0 ? null : (
                <rect
                  class={`part ${kind}`}
                  x={at * STEP + (STEP - WIDTH) / 2}
                  y={Math.round(top * 10) / 10}
                  width={WIDTH}
                  height={Math.round(height * 10) / 10}
                />
              );
            })}
          </g>
        );
      })}
      <path class="base" d={`M0 ${HEIGHT + 0.5}H${width}`} />
      {limit !== undefined && <path class="limit" d={`M0 ${HEIGHT - (limit / most) * HEIGHT}H${width}`} />}
    </svg>
  );
}

/** What the parts of the columns stand for, and what stands at both ends. */
export function Legend({
  first,
  last,
  kinds,
}: {
  first: string;
  last: string;
  kinds: readonly { readonly kind: string; readonly label: string }[];
}) {
  return (
    <>
      <p class="ends" aria-hidden="true">
        <span>{first}</span>
        <span>{last}</span>
      </p>
      <p class="legend">
        {kinds.map(({ kind, label }) => (
          <span class={`key ${kind}`}>{label}</span>
        ))}
      </p>
    </>
  );
}
