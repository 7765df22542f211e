import qrcode from 'qrcode-generator';

/** Modules of white around a code: readers of codes want four. */
const QUIET = 4;

/** The dark modules of a QR code (level M) for a text of ASCII letters. */
function modulesOf(text: string): readonly (readonly boolean[])[] {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const size = code.getModuleCount() + 2 * QUIET;
  const isDark = (row: number, column: number): boolean =>
    Math.min(row, column) >= QUIET && Math.max(row, column) < size - QUIET && code.isDark(row - QUIET, column - QUIET);
  return Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, column) => isDark(row, column)));
}

/**
 * A QR code for a terminal: two rows of modules a line. Light modules are drawn, dark ones left, because most terminals
 * are dark; phones read the reverse too.
 */
export function qrLines(text: string): readonly string[] {
  const rows = modulesOf(text);
  const lines: string[] = [];
  for (let at = 0; at < rows.length; at += 2) {
    const [upper = [], lower = []] = [rows[at], rows[at + 1]];
    lines.push(upper.map((isDark, column) => BLOCKS[Number(!isDark) + 2 * Number(!(lower[column] ?? true))]).join(''));
  }
  return lines;
}

/** By which of the two modules is light: none, the upper, the lower, both. */
const BLOCKS = [' ', '▀', '▄', '█'] as const;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * A QR code for print: an SVG of dark squares with lines of text below, without script, style sheet or address.
 * @param captions a line each
 */
export function qrSvg(text: string, captions: readonly string[]): string {
  const rows = modulesOf(text);
  const width = rows.length;
  const height = width + captions.length * 2.6;
  const squares = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const lines = captions.map(
    (caption, at) =>
      `<text x="${width / 2}" y="${width + at * 2.6 + 1}" font-size="2" font-family="monospace" text-anchor="middle">${escaped(caption)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<path d="${squares.join('')}" fill="#000"/>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
