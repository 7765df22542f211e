/** One way in that a server offers: a scheme in lower case, and its parameters by names in lower case. */
export interface DavChallenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/;
/** Longer than any that a server means. */
const MAX_LENGTH = 8_192;

/**
 * The challenges of `WWW-Authenticate` headers (RFC 9110 §11.6.1): several may stand in one, separated by the same commas as
 * their parameters. What cannot be read ends the list; what stood before it counts.
 */
export function parseChallenges(header: string | readonly string[] | undefined): DavChallenge[] {
  const text = (typeof header === 'string' ? header : (header ?? []).join(', ')).slice(0, MAX_LENGTH);
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  let rest = text;
  const take = (pattern: RegExp): string | null => {
    const match = pattern.exec(rest);
    if (match === null) return null;
    rest = rest.slice(match[0].length);
    return match[0];
  };
  for (;;) {
    take(/^[\s,]+/);
    const name = take(TOKEN);
    if (name === null) return found;
    if (take(/^\s*=(?!=*\s*(?:,|$))\s*/) === null) {
      found.push({ scheme: name.toLowerCase(), parameters: new Map() });
      take(/^\s+/);
      // The other form, a scheme with one opaque text (`Negotiate YII=`), is of no use to us.
      take(/^[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/);
      continue;
    }
    const quoted = take(/^"(?:[^"\\]|\\.)*"/s);
    const value = quoted === null ? take(TOKEN) : quoted.slice(1, -1).replace(/\\(.)/gs, '$1');
    const last = found.at(-1);
    if (value === null || last === undefined) return found;
    if (!last.parameters.has(name.toLowerCase())) last.parameters.set(name.toLowerCase(), value);
  }
}
