import { z } from 'zod';
import { canonicalLanguage } from '../../article/index.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { isSecretReference } from './secret.ts';

/** The kinds of values that the schema of `tamizdat.yaml` is made of. */

/** Separates what is wrong from what to write in the messages of this schema. */
export const WRITE = '; write: ';

/** A value as messages show it: short, and without the password that someone may have left in an address. */
function shown(value: unknown): string {
  const text = (JSON.stringify(value) ?? String(value)).replace(/\/\/[^/\s"]*@/g, '//…@');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `is missing` for an absent value, else `is not <wanted> (<what stands there>)`. */
export function message(wanted: string, write: string) {
  return (issue: { input?: unknown }): string => {
    const wrong =
      issue.input === undefined || issue.input === null ? 'is missing' : `is not ${wanted} (${shown(issue.input)})`;
    return `${wrong}${WRITE}${write}`;
  };
}

/** A text that passes `accepts`, changed by nothing. */
export function text(wanted: string, write: string, accepts: (value: string) => boolean) {
  const error = message(wanted, write);
  return z.string({ error }).refine(accepts, { error });
}

/** Whether a text is an http or https address, without a user or password in it. */
export function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[^\s]+$/i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.username === '' && url.password === '' && url.hostname !== '';
}

/** The one way of writing an address given to readers, as the list of carriers takes it, ending in a slash; null for none. */
export function publicAddress(value: string): string | null {
  if (!isWebAddress(value)) return null;
  const url = new URL(value);
  if (url.search !== '' || url.hash !== '' || /[?#<>\\^`{|}]/.test(value)) return null;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href.length <= 200 ? url.href : null;
}

/** Key names go into signed notes, where a space or a plus would end the name; a host name is safe and says who speaks. */
export const keyName = text(
  'a name like a host name: lower-case letters, digits, dots and hyphens, at most 100 characters',
  'newsroom: courier.example',
  (value) =>
    value.length <= 100 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(value),
);

/** One line of text. */
export const line = (write: string) =>
  text(
    'one line of text of at most 1,000 characters',
    write,
    (value) =>
      value.trim() !== '' && value.length <= 1_000 && value.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(value),
  );

/** A few lines of text. */
export const paragraph = (write: string) =>
  text(
    'a text of at most 2,000 characters',
    write,
    (value) =>
      value.trim() !== '' &&
      value.length <= 2_000 &&
      value.isWellFormed() &&
      !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value),
  );

/** An address of the web. */
export function address(write: string) {
  return text('an http or https address without a password in it', write, isWebAddress);
}

/** A language tag in canonical form. */
export const language = z.string({ error: message('a language', 'de') }).check((context) => {
  const canonical = canonicalLanguage(context.value);
  // `log/` is a folder of every edition, and a language is one too.
  if (canonical === context.value && canonical !== 'log') return;
  context.issues.push({
    code: 'custom',
    input: context.value,
    message: `is not a language tag (${shown(context.value)})${WRITE}${canonical === null || canonical === 'log' ? 'a tag such as de, ru or pt-BR' : canonical}`,
  });
});

/** A text for each of several languages. */
export const byLanguage = (value: z.ZodType<string>, write: string) =>
  z.record(z.string(), value, { error: message('a text for each language', write) });

/** A duration within limits, in milliseconds once parsed. */
export function duration(name: string, usual: string, minMs: number, maxMs: number) {
  const error = message(`a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`, `${name}: ${usual}`);
  return z
    .string({ error })
    .refine(
      (value) => {
        const parsed = parseDuration(value);
        return parsed !== null && parsed >= minMs && parsed <= maxMs;
      },
      { error },
    )
    .transform((value) => parseDuration(value) ?? 0);
}

/** A whole number within limits. */
export function whole(wanted: string, write: string, min: number, max: number) {
  const error = message(wanted, write);
  return z.number({ error }).refine((value) => Number.isInteger(value) && value >= min && value <= max, { error });
}

/** One of some words. */
export function oneOf<const Values extends readonly [string, ...string[]]>(name: string, values: Values) {
  return z.enum(values, { error: message(`one of ${values.join(', ')}`, `${name}: ${values[0]}`) });
}

/** Where a secret is; never the secret. What was written is not shown back: it may be one. */
export const secretReference = (write: string) =>
  z
    .string({ error: `is not a reference to a secret${WRITE}${write}` })
    .refine(isSecretReference, { error: `is not a reference to a secret${WRITE}${write}` });
