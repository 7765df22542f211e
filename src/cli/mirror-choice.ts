import { type CarryOptions, carry } from './carry.ts';
import { CliError } from './error.ts';
import { type MirrorOptions, mirror } from './mirror.ts';

/** What belongs to a feed, and means nothing for an edition that others signed. */
const FEED_ONLY = ['by', 'title', 'language', 'text', 'max', 'passphraseFile'] as const;

/** `tamizdat carry`: a feed, which is signed here, or (`--from`) an edition, which is signed already. */
export function carryOrMirror(
  feed: string | undefined,
  options: CarryOptions & Partial<MirrorOptions>,
  context: Parameters<typeof carry>[2],
): Promise<number> {
  const { from, every, to, json } = options;
  const misuse = (message: string, hint: string) => Promise.reject(new CliError('misuse', message, { hint }));
  if (from === undefined) {
    if (every !== undefined)
      return misuse('--every goes with --from', 'a feed is carried again and again by "tamizdat run"');
    if (feed === undefined) return misuse('what to carry is missing', 'name a feed, or an edition with --from');
    return carry(feed, options, context);
  }
  if (feed !== undefined) return misuse('--from and a feed are two things to carry', 'name one of them');
  const odd = FEED_ONLY.find((name) => options[name] !== undefined);
  if (odd !== undefined)
    return misuse(`--${odd} says nothing of an edition`, 'what is mirrored stays as it was signed');
  return mirror(
    {
      from,
      ...(to === undefined ? {} : { to }),
      ...(every === undefined ? {} : { every }),
      ...(json === undefined ? {} : { json }),
    },
    context,
  );
}
