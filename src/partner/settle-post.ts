import type { PartnerSettings } from '../platform/config/index.ts';
import { PartnerError } from './error.ts';
import { type PictureShelf, placePictures, removePictures } from './pictures.ts';
import {
  anyMarkOf,
  drawnHash,
  drawPost,
  keptHash,
  markOf,
  type PluginFeatures,
  type PostInput,
  picturesOf,
  slugOf,
} from './post.ts';
import { proveHidden, provePublic } from './public-page.ts';
import type { SitePost } from './wordpress/answers.ts';
import type { PostFields, WordPressSite } from './wordpress/site.ts';

/** What is remembered of a post between two looks. */
export interface KnownPost {
  /** The site's number of it; null when nothing was sent yet. */
  readonly post: number | null;
  readonly address: string | null;
  /** Hash of what we wanted there; `HIDDEN` from when we took it out of sight until we showed it again. */
  readonly drawn: string | null;
  readonly kept: string | null;
  /** Hashes of the pictures it shows. */
  readonly pictures: readonly string[];
}

/** How a post should be. */
export interface PostWish {
  readonly input: PostInput;
  /** Nothing of it is to be shown, without a word: the newsroom stopped it. A withdrawal is the input's own state. */
  readonly isStopped: boolean;
  readonly as: PartnerSettings['as'];
  /** Whether what was changed there by hand is written over. */
  readonly mayOverwrite: boolean;
  /** Whether a post that was taken away there is put there again. */
  readonly mayRestore: boolean;
}

/** How a post is now, and was seen to be. */
export interface SettledPost extends KnownPost {
  /** `differs`: somebody there changed it or took it away, and it was left so. */
  readonly state: 'current' | 'draft' | 'withdrawn' | 'stopped' | 'differs';
  /** What a person should know although it worked, and what to do; null for nothing. */
  readonly problem: string | null;
  readonly hint: string | null;
}

/** What settling a post works with. */
export interface PostPorts {
  readonly site: WordPressSite;
  readonly features: PluginFeatures;
  readonly shelf: PictureShelf;
  /**
   * Keeps what is known, before and after each change: a process that dies in between, or a public page that lags, must not
   * make our own change look like somebody else's.
   */
  readonly remember: (known: KnownPost) => Promise<void>;
}

/** It was us who made a draft of a post: what is to be shown again has to be made public, however often that fails. */
const HIDDEN = 'hidden';
/** In these states a post is public, or becomes so by itself. */
const COMES_OUT = ['publish', 'future'];

/**
 * Makes a post be as it should, whatever it was, and reads the public page back. Idempotent: nothing is written where
 * everything is as it should be, and a post that was made before a crash is found by its slug.
 * @throws PartnerError for all that keeps it from being so, or from being seen
 */
export async function settlePost(wish: PostWish, known: KnownPost, ports: PostPorts): Promise<SettledPost> {
  const { site } = ports;
  const { input } = wish;
  const found = known.post === null ? await site.findPost(slugOf(input)) : await site.readPost(known.post);
  if (found !== null && known.post === null && !isOurs(found, input)) {
    return differs(known, `a post that is not ours has the address ${found.slug} on ${site.host}`, {
      hint: 'have it renamed there, then try again',
    });
  }
  if (input.version.body.state === 'withdrawn') return withdraw(wish, known, found, ports);
  if (wish.isStopped) return hide(known, found, ports, input);
  return show(wish, known, found, ports);
}

/** One that was found by its slug: made by us before a crash, or somebody else's of that name. */
function isOurs({ content, meta }: SitePost, input: PostInput): boolean {
  return content.includes(anyMarkOf(input)) || meta.tamizdat_article === input.version.article;
}

/** The plug-in heard of a withdrawal before we came: the newer revision that we bring now knows of it. */
function isTakenByPlugin({ meta }: SitePost, { version }: PostInput): boolean {
  return (meta.tamizdat_withdrawn ?? '') !== '' && Number(meta.tamizdat_revision) < version.revision;
}

async function show(wish: PostWish, known: KnownPost, found: SitePost | null, ports: PostPorts): Promise<SettledPost> {
  const { site, features, shelf } = ports;
  const { input, mayOverwrite, mayRestore } = wish;
  const isGone = found === null || found.status === 'trash';
  if (isGone && known.post !== null && !mayRestore) {
    return differs(known, `the post was taken away on ${site.host}`, {
      hint: 'ask the partner; “Write over it” puts it there again',
    });
  }
  if ((found?.meta.tamizdat_stopped ?? '') !== '') {
    return {
      ...known,
      state: 'stopped',
      problem: `somebody on ${site.host} stopped showing it`,
      hint: 'only the partner can show it again, in the list of posts there',
    };
  }
  const kept = found === null ? null : await keptHash(found);
  const isEdited =
    known.kept !== null && kept !== null && kept !== known.kept && !(found !== null && isTakenByPlugin(found, input));
  const isResumed = known.drawn === HIDDEN;
  if (isEdited && !isGone && !mayOverwrite) {
    return differs(known, `the post was changed by hand on ${site.host}`, {
      hint: 'ask the partner why; “Write over it” replaces the change',
    });
  }
  const drawn = await drawnHash(input, features);
  const status = wish.as === 'published' ? 'publish' : 'draft';
  let post = found;
  let [pictures, problem] = [known.pictures, null as string | null];
  if (post === null || isGone || isResumed || isEdited || drawn !== known.drawn || kept !== known.kept) {
    const planned = picturesOf(input).map(({ sha256 }) => sha256);
    const both = [...new Set([...known.pictures, ...planned])];
    await ports.remember({ ...known, drawn: isResumed ? HIDDEN : null, kept: null, pictures: both });
    const placed = await placePictures(input, ports);
    const fields: PostFields = drawPost(input, placed.pictures, features);
    // What the partner made of a post of ours, public or draft, stays; unless it was us who hid it.
    post =
      found === null
        ? await site.createPost({ ...fields, status })
        : await site.updatePost(found.id, isGone || isResumed ? { ...fields, status } : fields);
    pictures = [...placed.pictures.keys()];
    problem = placed.problem;
    await ports.remember({ post: post.id, address: post.link, drawn, kept: await keptHash(post), pictures: both });
    const left = known.pictures.filter((sha256) => !placed.pictures.has(sha256));
    await removePictures(left, { site, shelf });
  }
  const settled = { post: post.id, address: post.link, drawn, kept: await keptHash(post), pictures };
  const hint = problem === null ? null : 'the article is there without them; the people of the site can allow uploads';
  if (post.status !== 'publish') {
    const isHeld = wish.as === 'published';
    return {
      ...settled,
      state: 'draft',
      problem: isHeld ? `the post is not public on ${site.host}: its state there is ${post.status}` : problem,
      hint: isHeld ? 'it was agreed that it is; ask the partner' : hint,
    };
  }
  await provePublic(site, post.link, markOf(input));
  return { ...settled, state: 'current', problem, hint };
}

async function withdraw(
  { input }: PostWish,
  known: KnownPost,
  found: SitePost | null,
  ports: PostPorts,
): Promise<SettledPost> {
  const { site, features, shelf } = ports;
  const drawn = await drawnHash(input, features);
  const bare = { pictures: [], drawn, problem: null, hint: null } as const;
  if (found === null) {
    await removePictures(known.pictures, { site, shelf });
    return { ...bare, state: 'withdrawn', post: null, address: null, kept: null };
  }
  let post = found;
  if (drawn !== known.drawn || (await keptHash(found)) !== known.kept) {
    await ports.remember({ ...known, post: found.id, drawn: null, kept: null });
    // Nobody's change outlives a withdrawal, and its slug stays as it is: a trashed post has another.
    const { slug: _, ...fields } = drawPost(input, new Map(), features);
    post = await site.updatePost(found.id, { ...fields, featured_media: 0 });
    await ports.remember({ ...known, post: post.id, address: post.link, drawn, kept: await keptHash(post) });
  }
  const addresses = await removePictures(known.pictures, { site, shelf });
  const hasOlderTexts = await site.hasOlderTexts(post);
  if (post.status === 'publish') await provePublic(site, post.link, markOf(input), addresses);
  return {
    ...bare,
    state: 'withdrawn',
    post: post.id,
    address: post.link,
    kept: await keptHash(post),
    ...(hasOlderTexts && {
      problem: `${site.host} keeps older texts of the post among its revisions, where only its editors see them`,
      hint: 'they go with the companion plug-in, or when somebody there deletes the post for good',
    }),
  };
}

async function hide(
  known: KnownPost,
  found: SitePost | null,
  { site, remember }: PostPorts,
  input: PostInput,
): Promise<SettledPost> {
  const isShown = found !== null && COMES_OUT.includes(found.status);
  const drawn = isShown ? HIDDEN : known.drawn;
  const settled = { ...known, drawn, state: 'stopped', problem: null, hint: null } as const;
  if (found === null) return { ...settled, post: null, address: null, drawn: null, kept: null };
  if (isShown) await remember({ ...known, post: found.id, address: known.address ?? found.link, drawn });
  const post = isShown ? await site.updatePost(found.id, { status: 'draft' }) : found;
  if (COMES_OUT.includes(post.status)) {
    throw new PartnerError('partner-failed', `${site.host} goes on showing ${post.link}`, {
      hint: 'the user may need the right to take published posts back (the role Author has it)',
    });
  }
  const address = known.address ?? found.link;
  await proveHidden(site, address, anyMarkOf(input));
  return { ...settled, post: post.id, address, kept: await keptHash(post) };
}

function differs(known: KnownPost, problem: string, { hint }: { readonly hint: string }): SettledPost {
  return { ...known, state: 'differs', problem, hint };
}
