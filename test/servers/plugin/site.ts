import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { WordPress } from '../wordpress/open.ts';
import { ARTICLE, type Keys, type Language, VERSIONS } from './newsroom.ts';

/** An answer of WordPress's REST API. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever WordPress says; the tests ask for what they expect
  readonly body: any;
}

/** What the status tells of a newsroom. */
export interface Told {
  readonly number: number;
  readonly time: string;
  readonly checked: string;
  readonly stopped: boolean;
  readonly pending: boolean;
  readonly errors: Readonly<Record<string, string>>;
}

/** A WordPress with the plug-in, as the newsroom's side sees it. */
export interface Site {
  readonly wordpress: WordPress;
  /** Asks the REST API, as the newsroom's user unless told another `name:password`; null for nobody. */
  rest(method: string, path: string, body?: unknown, user?: string | null): Promise<Answer>;
  /** A page as anyone sees it, without the theme's styles and scripts. */
  html(address: string): Promise<string>;
  /** Sends keys with addresses of heads; what came of it. */
  pin(keys: Keys, heads: readonly string[]): Promise<string>;
  /** Lets the plug-in poll, by `wp-cron.php`; what it found. */
  poll(): Promise<Told>;
  /** Sends a picture of the newsroom's; its id and address. */
  picture(name: string): Promise<{ readonly id: number; readonly address: string }>;
}

/** Installs the plug-in, with a user for the newsroom. */
export async function openSite(wordpress: WordPress, role = 'editor'): Promise<Site> {
  await wordpress.php('companion', 'install');
  const ours = `newsroom:${await wordpress.php('account', 'newsroom', role)}`;
  const headers = (user: string | null): Record<string, string> =>
    user === null ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
  const rest: Site['rest'] = async (method, path, body, user = ours) => {
    const answer = await fetch(`${wordpress.address}wp-json/${path}`, {
      method,
      headers: { ...headers(user), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return {
    wordpress,
    rest,
    html: async (address) => {
      const answer = await fetch(address);
      const text = await answer.text();
      assert.doesNotMatch(text, /<b>(?:Warning|Notice|Deprecated|Fatal error)<\/b>/);
      return text.replaceAll(/<style[^>]*>.*?<\/style>|<script(?! type="application\/ld)[^>]*>.*?<\/script>\n?/gs, '');
    },
    pin: async (keys, heads) => {
      const { status, body } = await rest('POST', 'tamizdat/v1/newsrooms', { ...keys, heads });
      assert.equal(status, 200, JSON.stringify(body));
      return body.state as string;
    },
    poll: async () => {
      await wordpress.php('companion', 'due');
      const cron = await fetch(`${wordpress.address}wp-cron.php`);
      assert.equal(await cron.text(), '');
      const { body } = await rest('GET', 'tamizdat/v1/status');
      return body.newsrooms['courier.example'] as Told;
    },
    picture: async (name) => {
      const bytes = Buffer.from(`GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;${name}`, 'latin1');
      const answer = await fetch(`${wordpress.address}wp-json/wp/v2/media`, {
        method: 'POST',
        headers: {
          ...headers(ours),
          'content-type': 'image/gif',
          'content-disposition': `attachment; filename=${name}.gif`,
        },
        body: bytes,
      });
      const { id, source_url: address } = (await answer.json()) as { id: number; source_url: string };
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const marked = await rest('POST', `wp/v2/media/${id}`, { meta: { tamizdat_sha256: sha256 } });
      assert.equal(marked.body.meta.tamizdat_sha256, sha256);
      return { id, address };
    },
  };
}

const NOTICE: Readonly<Record<Language, string>> = {
  ru: 'Сайт издания заблокирован в некоторых странах. Здесь статья приведена полностью.',
  fa: 'وب‌سایت پیک لیندهافن در برخی کشورها مسدود است.',
};

/** What the newsroom's side pushes: a post of a language version, with other fields and meta as given. */
export function pushed(language: Language, revision: number, meta: object = {}, fields: object = {}): object {
  const { body, day } = VERSIONS[language];
  const path = `${language}/${day.replaceAll('-', '/')}/${ARTICLE}.html`;
  return {
    status: 'publish',
    title: body.headline,
    slug: `${ARTICLE}-${language}`,
    content: `<!-- wp:paragraph -->\n<p>The whole text, revision ${revision}.</p>\n<!-- /wp:paragraph -->`,
    meta: {
      tamizdat_newsroom: 'courier.example',
      tamizdat_article: ARTICLE,
      tamizdat_language: language,
      tamizdat_revision: String(revision),
      tamizdat_proof: `https://mirror.example/courier/${path}`,
      tamizdat_canonical: `https://courier.example/${language}/lighthouse?a=1&b=%D1%8F`,
      tamizdat_alternates: JSON.stringify({
        de: `https://mirror.example/courier/de/2026/11/22/${ARTICLE}.html`,
        'x-default': `https://mirror.example/courier/de/2026/11/22/${ARTICLE}.html`,
      }),
      tamizdat_notice: NOTICE[language],
      tamizdat_label: language === 'ru' ? 'Машинный перевод с немецкого; проверка: Анна Вебер' : '',
      tamizdat_robots: 'noindex',
      ...meta,
    },
    ...fields,
  };
}
