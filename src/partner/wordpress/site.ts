import { PartnerError } from '../error.ts';
import {
  type PinnedKeys,
  type PluginStatus,
  parsePicture,
  parsePlugin,
  parsePosts,
  type SitePicture,
  type SitePost,
} from './answers.ts';
import { type SiteAccess, type SiteAnswer, SiteClient, type SiteLimits } from './request.ts';

/** What of a post is written. */
export interface PostFields {
  readonly title: string;
  readonly content: string;
  readonly excerpt: string;
  readonly slug?: string;
  readonly status?: 'draft' | 'publish';
  readonly meta?: Readonly<Record<string, string>>;
  readonly featured_media?: number;
}

/** A picture for the media library. */
export interface PictureFields {
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly extension: string;
  readonly alternative: string;
  readonly caption: string;
}

/** What the companion plug-in is told of a newsroom before its first post; see `wordpress/README.md`. */
export interface PinnedNewsroom extends PinnedKeys {
  readonly newsroom: string;
  readonly title: string;
  readonly home: string;
}

/** All states that a post of ours may be in, theirs included. */
const ALL = 'publish,draft,pending,private,future,trash';
const TYPES: Readonly<Record<string, string>> = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' };

/**
 * A WordPress over its REST interface, with an application password. Nothing is retried inside; every call throws
 * PartnerError for what is no answer to it. Calls may run at once.
 */
export class WordPressSite {
  readonly #client: SiteClient;

  constructor(access: SiteAccess, options: { limits?: Partial<SiteLimits>; signal?: AbortSignal } = {}) {
    this.#client = new SiteClient(access, options);
  }

  get host(): string {
    return this.#client.host;
  }

  /** The name of the site, as everybody sees it. */
  async name(): Promise<string> {
    const { value } = await this.#client.ask('', { query: { _fields: 'name,namespaces' } });
    const { name, namespaces } = (value ?? {}) as { name?: unknown; namespaces?: unknown };
    if (!Array.isArray(namespaces) || !namespaces.includes('wp/v2')) throw this.#strange('its own description');
    return typeof name === 'string' ? name : '';
  }

  /** What the user that we are may do there: WordPress's capabilities. */
  async capabilities(): Promise<ReadonlySet<string>> {
    const { value } = await this.#client.ask('wp/v2/users/me', {
      query: { context: 'edit', _fields: 'id,capabilities' },
    });
    const { capabilities } = (value ?? {}) as { capabilities?: unknown };
    if (typeof capabilities !== 'object' || capabilities === null) throw this.#strange('the user');
    return new Set(Object.entries(capabilities).flatMap(([name, has]) => (has === true ? [name] : [])));
  }

  /** What the companion plug-in says of itself; null where there is none. */
  async plugin(): Promise<PluginStatus | null> {
    const answer = await this.#client.ask('tamizdat/v1/status', { mayMiss: true });
    return answer.status === 404 ? null : this.#have(parsePlugin(answer.value), 'the state of the plug-in');
  }

  /** Gives the plug-in the keys of a newsroom. `pending`: others were pinned before, and somebody there has to decide. */
  async pin(newsroom: PinnedNewsroom): Promise<'pinned' | 'same' | 'pending'> {
    const { value } = await this.#client.ask('tamizdat/v1/newsrooms', { method: 'POST', json: newsroom });
    const { state } = (value ?? {}) as { state?: unknown };
    if (state !== 'pinned' && state !== 'same' && state !== 'pending') throw this.#strange('the keys');
    return state;
  }

  /** The post with this slug, in whatever state; one in the trash too. The first one where there are several. */
  async findPost(slug: string): Promise<SitePost | null> {
    const answer = await this.#client.ask('wp/v2/posts', {
      query: { slug: `${slug},${slug}__trashed`, status: ALL, context: 'edit', orderby: 'id', order: 'asc' },
    });
    return this.#have(parsePosts(answer.value), 'posts')[0] ?? null;
  }

  /** Null for one that is deleted. */
  async readPost(id: number): Promise<SitePost | null> {
    return this.#one(await this.#client.ask(`wp/v2/posts/${id}`, { query: { context: 'edit' }, mayMiss: true }));
  }

  async createPost(fields: PostFields): Promise<SitePost> {
    const answer = await this.#client.ask('wp/v2/posts', { method: 'POST', query: { context: 'edit' }, json: fields });
    return this.#have(this.#one(answer), 'the post');
  }

  async updatePost(id: number, fields: Partial<PostFields>): Promise<SitePost> {
    const request = { method: 'POST', query: { context: 'edit' }, json: fields } as const;
    return this.#have(this.#one(await this.#client.ask(`wp/v2/posts/${id}`, request)), 'the post');
  }

  /** Whether older texts of a post are among its revisions. Nobody may delete those over REST, whatever the role. */
  async hasOlderTexts({ id, content }: Pick<SitePost, 'id' | 'content'>): Promise<boolean> {
    const { value } = await this.#client.ask(`wp/v2/posts/${id}/revisions`, {
      query: { context: 'edit', per_page: '100', _fields: 'content' },
      mayMiss: true,
    });
    const revisions = Array.isArray(value) ? (value as { content?: { raw?: unknown } }[]) : [];
    return revisions.some((revision) => revision.content?.raw !== content);
  }

  /** A picture that was sent before, by its hash. */
  async findPicture(sha256: string): Promise<SitePicture | null> {
    const { value } = await this.#client.ask('wp/v2/media', { query: { slug: sha256, context: 'edit' } });
    const found = Array.isArray(value) ? (value as unknown[])[0] : undefined;
    return found === undefined ? null : this.#have(parsePicture(found), 'a picture');
  }

  /** @param hasMeta whether the plug-in keeps the hash with it */
  async addPicture({ sha256, bytes, extension, ...fields }: PictureFields, hasMeta: boolean): Promise<SitePicture> {
    const file = { bytes, type: TYPES[extension] ?? 'application/octet-stream', name: `${sha256}.${extension}` };
    const query = { context: 'edit' };
    const sent = await this.#client.ask('wp/v2/media', { method: 'POST', query, file });
    const picture = this.#have(parsePicture(sent.value), 'the picture');
    await this.#client.ask(`wp/v2/media/${picture.id}`, {
      method: 'POST',
      query,
      json: {
        alt_text: fields.alternative,
        caption: fields.caption,
        ...(hasMeta && { meta: { tamizdat_sha256: sha256 } }),
      },
    });
    return picture;
  }

  /** Removes a picture with its file; one that is gone is fine. False where the site does not let us. */
  async removePicture(id: number): Promise<boolean> {
    try {
      await this.#client.ask(`wp/v2/media/${id}`, { method: 'DELETE', query: { force: 'true' }, mayMiss: true });
      return true;
    } catch (error) {
      if (error instanceof PartnerError && !error.retryable) return false;
      throw error;
    }
  }

  /** A public page as readers get it. */
  readPage(address: string): Promise<{ readonly status: number; readonly text: string }> {
    return this.#client.readPage(address);
  }

  #one(answer: SiteAnswer): SitePost | null {
    return answer.status === 404 ? null : (this.#have(parsePosts([answer.value]), 'the post')[0] ?? null);
  }

  #have<T>(value: T | null, what: string): T {
    if (value === null) throw this.#strange(what);
    return value;
  }

  #strange(what: string): PartnerError {
    return new PartnerError('partner-not-wordpress', `${this.host} answers about ${what} as no WordPress does`, {
      hint: 'a plug-in there may change what the REST interface says; the people of the site can look',
    });
  }
}
