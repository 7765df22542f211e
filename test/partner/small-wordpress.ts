import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A post as the small site keeps it. */
export interface SmallPost {
  id: number;
  status: string;
  slug: string;
  title: string;
  content: string;
  excerpt: string;
  meta: Record<string, string>;
  /** Their texts. */
  revisions: string[];
}

/** A file of its media library. */
export interface SmallPicture {
  readonly id: number;
  readonly slug: string;
  readonly sizeBytes: number;
  alt: string;
  caption: string;
  meta: Record<string, string>;
}

/** What a request is answered with in place of the site's own answer. */
export type Fault =
  | { readonly status: number; readonly json?: unknown; readonly page?: string; readonly location?: string }
  /** Does the work and lets nobody know: the connection breaks. */
  | 'dies-after'
  | 'dies-before'
  | 'never-answers'
  | 'endless';

const PAGE = { 'content-type': 'text/html; charset=utf-8' };

/**
 * A small server that speaks as much of WordPress's REST dialect as sending to a partner takes, for tests without a
 * WordPress: posts, media, the companion plug-in if `features` are given, public pages, and faults.
 */
export class SmallWordPress {
  readonly posts: SmallPost[] = [];
  readonly pictures: SmallPicture[] = [];
  /** Every request that came, as `POST wp/v2/posts`. */
  readonly asked: string[] = [];
  readonly password = 'abcd efgh';
  /** Features of the plug-in; null: there is none. */
  features: readonly string[] | null = null;
  capabilities: readonly string[] = ['edit_posts', 'publish_posts', 'edit_published_posts', 'upload_files'];
  /** The verifier key that was pinned. */
  pinned: string | null = null;
  /** What was said with it last, and of which newsroom. */
  said: { readonly newsroom: string; readonly heads: readonly string[] } | null = null;
  /** What a cache in front of it gives for its public pages; null for none. */
  cache: string | null = null;
  fault: (request: string) => Fault | null = () => null;
  #next = 1;
  readonly #server = createServer((request, response) => void this.#take(request, response));
  address = '';

  static async open(): Promise<SmallWordPress> {
    const site = new SmallWordPress();
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    site.address = `http://127.0.0.1:${(site.#server.address() as AddressInfo).port}/`;
    return site;
  }

  /** What changed something since the last call. */
  takeWrites(): string[] {
    return this.asked.splice(0).filter((each) => !each.startsWith('GET '));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.address);
    const isRest = url.pathname.startsWith('/wp-json/');
    const name = `${request.method} ${isRest ? url.pathname.slice('/wp-json/'.length) : url.pathname}`;
    this.asked.push(name);
    const fault = this.fault(name);
    if (fault === 'never-answers') return;
    if (fault === 'dies-before') return void request.socket.destroy();
    if (fault === 'endless') {
      response.writeHead(200, PAGE);
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
        response.once('drain', write);
      };
      return write();
    }
    if (fault !== null && fault !== 'dies-after') {
      const { status, json, page = '', location } = fault;
      response.writeHead(status, {
        ...(json === undefined ? PAGE : { 'content-type': 'application/json' }),
        ...(location !== undefined && { location }),
      });
      return void response.end(json === undefined ? page : JSON.stringify(json));
    }
    if (!isRest) {
      const post = this.posts.find((each) => `/${each.slug}/` === url.pathname && each.status === 'publish');
      response.writeHead(post === undefined ? 404 : 200, PAGE);
      return void response.end(post && (this.cache ?? `<!doctype html><h1>${post.title}</h1>${post.content}`));
    }
    const sent = request.headers.authorization ?? '';
    const isKnown = sent === `Basic ${Buffer.from(`courier:${this.password}`).toString('base64')}`;
    const { status, value } = isKnown
      ? this.#answer(request, url, Buffer.concat(chunks))
      : { status: 401, value: { code: 'incorrect_password', message: 'no' } };
    if (fault === 'dies-after') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  }

  #answer(request: IncomingMessage, url: URL, body: Buffer): { readonly status: number; readonly value: unknown } {
    const path = url.pathname.slice('/wp-json/'.length);
    const isWrite = request.method === 'POST';
    const missing = { status: 404, value: { code: 'rest_post_invalid_id' } };
    const [, , kind, id, sub] = path.split('/');
    if (path === '') return { status: 200, value: { name: 'The Sister Paper', namespaces: ['wp/v2'] } };
    if (path === 'wp/v2/users/me')
      return {
        status: 200,
        value: { id: 7, capabilities: Object.fromEntries(this.capabilities.map((each) => [each, true])) },
      };
    if (path.startsWith('tamizdat/v1/')) return this.#plugin(path, body);
    if (kind === 'posts' && id === undefined) {
      if (isWrite) return { status: 201, value: this.#shown(this.#save(null, body)) };
      const slugs = (url.searchParams.get('slug') ?? '').split(',');
      return {
        status: 200,
        value: this.posts.filter(({ slug }) => slugs.includes(slug)).map((post) => this.#shown(post)),
      };
    }
    if (kind === 'posts') {
      const post = this.posts.find((each) => each.id === Number(id));
      if (post === undefined) return missing;
      if (sub === 'revisions')
        return { status: 200, value: post.revisions.map((raw) => ({ content: { raw, rendered: raw } })) };
      return { status: 200, value: this.#shown(isWrite ? this.#save(post, body) : post) };
    }
    if (kind === 'media') return this.#media(request, url, id, body);
    return { status: 404, value: { code: 'rest_no_route' } };
  }

  #plugin(path: string, body: Buffer): { readonly status: number; readonly value: unknown } {
    if (this.features === null) return { status: 404, value: { code: 'rest_no_route' } };
    if (path === 'tamizdat/v1/newsrooms') {
      const said = JSON.parse(body.toString()) as { log: string; newsroom: string; heads: string[] };
      const { log } = said;
      const state = this.pinned === null ? 'pinned' : this.pinned === log ? 'same' : 'pending';
      this.pinned ??= log;
      if (state !== 'pending') this.said = said;
      return { status: 200, value: { state } };
    }
    const newsrooms =
      this.pinned === null || this.said === null
        ? {}
        : { [this.said.newsroom]: { ...this.said, log: this.pinned, errors: [] } };
    return { status: 200, value: { version: '0.1.0', features: this.features, newsrooms } };
  }

  #media(request: IncomingMessage, url: URL, id: string | undefined, body: Buffer) {
    const shown = (picture: SmallPicture) => ({
      id: picture.id,
      source_url: `${this.address}uploads/${picture.slug}.webp`,
    });
    if (id === undefined && request.method === 'POST') {
      const name = /filename="([^"]+)\.\w+"/.exec(request.headers['content-disposition'] ?? '')?.[1] ?? '';
      const picture = { id: this.#next++, slug: name, sizeBytes: body.length, alt: '', caption: '', meta: {} };
      this.pictures.push(picture);
      return { status: 201, value: shown(picture) };
    }
    if (id === undefined)
      return {
        status: 200,
        value: this.pictures.filter(({ slug }) => slug === url.searchParams.get('slug')).map(shown),
      };
    const at = this.pictures.findIndex((each) => each.id === Number(id));
    const picture = this.pictures[at];
    if (picture === undefined) return { status: 404, value: { code: 'rest_post_invalid_id' } };
    if (request.method === 'DELETE') this.pictures.splice(at, 1);
    else {
      const { alt_text, caption, meta = {} } = JSON.parse(body.toString());
      Object.assign(picture, { alt: alt_text, caption, meta });
    }
    return { status: 200, value: shown(picture) };
  }

  #save(known: SmallPost | null, body: Buffer): SmallPost {
    const fields = JSON.parse(body.toString()) as Partial<SmallPost>;
    const post = known ?? {
      id: this.#next++,
      status: 'draft',
      slug: '',
      title: '',
      content: '',
      excerpt: '',
      meta: {},
      revisions: [],
    };
    if (known === null) this.posts.push(post);
    const meta = this.features === null ? {} : { ...post.meta, ...fields.meta };
    Object.assign(post, { ...fields, meta });
    // With the plug-in older texts go with a withdrawal, as nothing else can remove them.
    post.revisions = (meta.tamizdat_withdrawn ?? '') === '' ? [...post.revisions, post.content] : [];
    return post;
  }

  #shown({ title, content, excerpt, revisions: _, ...post }: SmallPost) {
    return {
      ...post,
      title: { raw: title, rendered: title },
      content: { raw: content, rendered: content },
      excerpt: { raw: excerpt, rendered: excerpt },
      link: post.status === 'publish' ? `${this.address}${post.slug}/` : `${this.address}?p=${post.id}`,
      meta: Object.keys(post.meta).length === 0 ? [] : post.meta,
    };
  }
}
