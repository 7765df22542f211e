/**
 * Paths of an edition, the order they are carried in, and which of them are twins (formats.md §1).
 *
 * The grammar of paths is narrower than that of any host we carry to: what passes here means the same file on every
 * disk, in every address and in every bucket, and cannot leave the folder it is put into.
 */

const SEGMENT = '[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9_-])?';
const PATH = new RegExp(`^${SEGMENT}(?:/${SEGMENT})*$`);
/** Names that Windows takes for devices, whatever their extension: a copy on a USB stick could not hold them. */
const DEVICE = /(?:^|\/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|$)/i;
const MAX_PATH_LENGTH = 512;

/**
 * Whether this is a path an edition may have: segments of letters, digits, `.`, `_` and `-` joined by single slashes,
 * none of them starting or ending with a dot, at most 512 characters. So there is no `..`, no absolute path, no
 * backslash, no control character, no dot file, no drive letter, nothing that needs escaping in an address.
 */
export function isEditionPath(path: string): boolean {
  return path.length <= MAX_PATH_LENGTH && PATH.test(path) && !DEVICE.test(path);
}

/** Suffixes of precompressed twins. */
export const TWIN_SUFFIXES = ['.gz', '.br'] as const;

/** The path a twin belongs to (`a.html` of `a.html.gz`), or null when the path has no twin's suffix. */
export function twinOf(path: string): string | null {
  const suffix = TWIN_SUFFIXES.find((each) => path.endsWith(each) && path.length > each.length);
  return suffix === undefined ? null : path.slice(0, -suffix.length);
}

/** The path and those of its twins; for a twin the path it belongs to, and all its twins. */
export function withTwins(path: string): string[] {
  const owner = twinOf(path) ?? path;
  return [owner, ...TWIN_SUFFIXES.map((suffix) => owner + suffix)];
}

/**
 * The stages of carrying, first to last; one begins when the one before it is confirmed. Nothing is put where it is
 * found before what it leads to: pictures before pages, articles before the days and fronts that list them, versions
 * of trust files before `timestamp.json`, tiles before the checkpoint, everything before `head`.
 */
const STAGES: readonly RegExp[] = [
  /^m\//,
  /^o\//,
  /^trust\/(?!(?:timestamp\.json|bundle)$)/,
  /^trust\//,
  // Further parts of a long read before its first page, which links to them.
  /^[^/]+\/\d+\/\d+\/\d+\/[^/]+\.\d+\.html$/,
  /^[^/]+\/\d+\/\d+\/\d+\/(?!index\.html$)[^/]+\.html$/,
  /^[^/]+\/\d+\/\d+\/\d+\/index\.html$/,
  /^[^/]+\/index\.html$/,
  /^index\.html$/,
  /^(?!(?:log\/|head$))/,
  /^log\/(?!checkpoint$)/,
  /^log\//,
  /^head$/,
];

/** The stage of `head`: the last one. */
export const HEAD_STAGE: number = STAGES.length - 1;

/** In which stage a file (not a twin: a twin goes with its file) is carried: 0 first, `HEAD_STAGE` last. */
export function stageOf(path: string): number {
  return STAGES.findIndex((pattern) => pattern.test(path));
}
