const COLOURS: Readonly<Record<string, string>> = { debug: '2', info: '36', warn: '33', error: '31' };

/** One line of the log, given as JSON, for a person: local time, level, message, then the fields. */
export function prettyLine(json: string, colour: boolean): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const paint = (text: string, code: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const clock = new Date(String(time)).toTimeString().slice(0, 8);
  const name = String(level);
  const head = `${paint(clock, '2')} ${paint(name.padEnd(5), COLOURS[name] ?? '0')} ${harmless(String(msg ?? ''))}`;
  const { error, ...rest } = fields;
  const tail = Object.entries(rest).map(([key, value]) => ` ${paint(`${key}=`, '2')}${shown(value)}`);
  return `${head}${tail.join('')}${error === undefined ? '' : prettyError(error)}\n`;
}

function shown(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"'=]+$/.test(value)) return harmless(value);
  return harmless(JSON.stringify(value) ?? '');
}

/** An error on lines of its own, its causes below it. */
function prettyError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ` ${shown(error)}`;
  const { name, code, message, hint, stack, cause } = error as Record<string, unknown>;
  const title = typeof stack === 'string' ? stack : `${name}${code === undefined ? '' : ` (${code})`}: ${message}`;
  const lines = [title, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  const text = lines.flatMap((each) => each.split('\n')).map((each) => `\n    ${harmless(each)}`);
  return `${text.join('')}${cause === undefined ? '' : prettyError(cause)}`;
}

/** A headline from a hostile feed must not move the cursor or change the title of somebody's terminal. */
function harmless(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === '\n' || character === '\t' ? ' ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
