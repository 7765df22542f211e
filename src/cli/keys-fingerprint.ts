import { readFingerprint } from '../newsroom/index.ts';
import { writeDurably } from '../platform/home/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import type { KeysContext } from './keys-context.ts';
import { qrLines, qrSvg } from './qr-code.ts';
import { printJson } from './terminal.ts';

/**
 * The fingerprint of a newsroom: digits to read out, a QR code to print. The code holds plain text, `tamizdat <newsroom>
 * <digits>`, and no address: an address would be one more thing to block, and whoever scans it would leave a trace.
 */
export async function showFingerprint(
  folder: string,
  options: { readonly svg?: string; readonly json?: boolean },
  { terminal }: KeysContext,
): Promise<number> {
  const { newsroom, fingerprint } = await readFingerprint(folder);
  const digits = formatFingerprint(fingerprint);
  const code = `tamizdat ${newsroom} ${digits}`;
  if (options.svg !== undefined) {
    const half = digits.length / 2;
    await writeDurably(options.svg, qrSvg(code, [newsroom, digits.slice(0, half).trim(), digits.slice(half).trim()]));
  }
  if (options.json === true) {
    printJson(terminal, { newsroom, fingerprint, digits, code, svg: options.svg ?? null });
    return 0;
  }
  for (const line of qrLines(code)) terminal.print(line);
  terminal.print(`${newsroom}`);
  terminal.print(digits);
  if (options.svg !== undefined) terminal.note(`wrote ${options.svg}, for print`);
  return 0;
}
