import { checkPlaceholders, type EngineResult } from '../translate/index.ts';

/** A translation longer than so many times its original is none: an engine ran wild, or means to fill our database. */
const TIMES = 8;
/** For originals so short that their length says little. */
const ALWAYS = 1_000;

/** What an engine answered for one text, believing nothing of it: a text that can be kept, or a sentence that says why not. */
export function machineText(
  source: string,
  result: EngineResult | undefined,
): { readonly text: string } | { readonly failure: string } {
  if (result === undefined) return { failure: 'The machine left it out.' };
  if ('failure' in result) return { failure: result.failure };
  if (result.text.length > ALWAYS + TIMES * source.length)
    return { failure: `The machine gave ${result.text.length} characters for ${source.length}.` };
  const text = result.text.normalize('NFC').replaceAll('\0', '').trim();
  if (text === '') return { failure: 'The machine gave no text.' };
  const [fault] = checkPlaceholders(source, text);
  return fault === undefined ? { text } : { failure: `The machine lost what stands in the text: ${fault.message}` };
}
