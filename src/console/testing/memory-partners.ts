import type { PartnerPost, PartnerPreview, PartnerState, Partners, PostName } from '../../newsroom/index.ts';
import { id, NOW } from './specimen.ts';

/** The secret of the one link that opens. */
export const LINK_SECRET = 'a'.repeat(43);
/** Hash of the one picture of the preview. */
export const PICTURE_SHA = 'c'.repeat(64);

const before = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

function post(at: number, language: string, change: Partial<PartnerPost>): PartnerPost {
  return {
    partner: 'sister',
    article: id(at),
    language,
    headline: language === 'fa' ? 'بندر یک هفته بسته است' : `Порт закрыт на неделю, часть ${at + 1}`,
    state: 'current',
    revision: 1,
    publishedRevision: 1,
    address: `https://sister.example/${id(at)}-${language}/`,
    dueAt: before(600),
    seenAt: before(12),
    stoppedBy: null,
    problem: null,
    hint: null,
    ...change,
  };
}

function specimen(): PartnerState[] {
  const agreement = {
    name: 'sister',
    title: 'The Sister Paper',
    kind: 'wordpress',
    address: 'https://sister.example/',
    languages: ['ru', 'fa'],
    delayMs: 3_600_000,
    as: 'published',
    edits: 'keep',
    canonical: 'home',
    notice: { ru: 'Эту статью публикует сестра издания.' },
    terms: 'Free of charge, for as long as the site is blocked.\nCredits stay with the pictures.',
  } as const;
  const findings = [
    { check: 'site', outcome: 'passed', detail: 'sister.example is “The Sister Paper”', hint: null },
    {
      check: 'plug-in',
      outcome: 'missing',
      detail: 'the companion plug-in is not there',
      hint: 'without it: no canonical',
    },
    { check: 'publish', outcome: 'failed', detail: 'the user lacks publish_posts', hint: 'give it the role Author' },
  ] as const;
  const posts: PartnerPost[] = [
    post(0, 'ru', {
      state: 'failed',
      revision: 1,
      publishedRevision: 2,
      problem: 'sister.example asks to be left alone for a while (429)',
      hint: 'this is tried again by itself, with growing pauses',
    }),
    post(1, 'ru', {
      state: 'differs',
      problem: 'the post was changed by hand on sister.example',
      hint: 'ask the partner why',
    }),
    post(2, 'ru', {
      state: 'waiting',
      revision: 0,
      address: null,
      seenAt: null,
      dueAt: new Date(NOW.getTime() + 1_800_000),
    }),
    post(3, 'fa', { state: 'stopped', stoppedBy: 'Anna' }),
    post(4, 'fa', {}),
    post(5, 'ru', { state: 'withdrawn', revision: 2, publishedRevision: 2 }),
  ];
  return [
    {
      agreement,
      stopped: null,
      tested: { at: before(30), findings },
      counts: { failed: 1, differs: 1, waiting: 1, stopped: 1, current: 1, withdrawn: 1 },
      posts,
    },
    {
      agreement: { ...agreement, name: 'harbour', title: 'Harbour Notes', address: 'https://harbour.example/notes/' },
      stopped: { at: before(90), by: 'Anna' },
      tested: null,
      counts: {},
      posts: [],
    },
  ];
}

function previewOf({ article, language }: PostName): PartnerPreview {
  return {
    partner: { ...(specimen()[0]?.agreement as PartnerState['agreement']) },
    newsroom: 'The Harbour Courier',
    article,
    language,
    direction: language === 'fa' ? 'rtl' : 'ltr',
    revision: 1,
    headline: 'Порт <закрыт>',
    slug: `${article}-${language}`,
    notice: 'Почему эта копия существует.',
    links: [{ language: 'de', text: 'Эта статья на немецком', address: 'https://mirror.example/de/a.html' }],
    canonical: null,
    proof: 'https://mirror.example/ru/a.html',
    content: `<div lang="${language}"><p class="tamizdat-notice"><em>Почему эта копия существует.</em></p><p>Порт закрыт.</p><figure><img src="m/${PICTURE_SHA}" alt="Катер"></figure></div>`,
    excerpt: 'Порт закрыт.',
    pictures: [{ sha256: PICTURE_SHA, extension: 'webp', alternative: 'Катер', caption: '' }],
    refusedBy: null,
  };
}

/** Two partners in memory, and what was asked of them. */
export function memoryPartners(): { readonly partners: Partners; readonly asked: string[] } {
  const asked: string[] = [];
  const all = specimen();
  const find = async (name: string) => all.find(({ agreement }) => agreement.name === name) ?? null;
  const isThere = (of: { readonly partner: string }) =>
    all.some(
      ({ agreement, posts }) =>
        agreement.name === of.partner && (!('article' in of) || posts.some(({ article }) => article === of.article)),
    );
  const partners: Partners = {
    list: async () => all,
    find,
    async test(name) {
      asked.push(`test ${name}`);
      return (await find(name))?.tested?.findings ?? null;
    },
    async again(name, article = 'everything') {
      asked.push(`again ${name} ${article}`);
      return (await find(name))?.posts.length ?? 0;
    },
    sync: async () => {},
    async overwrite(of, who) {
      asked.push(`overwrite ${of.article} ${of.language} ${who}`);
      return isThere(of);
    },
    async setStopped(of, isStopped, who) {
      asked.push(`${isStopped ? 'stop' : 'show'} ${'article' in of ? of.article : of.partner} ${who}`);
      return isThere(of);
    },
    previews: {
      draw: async (name) => (name.article === id(0) && name.partner === 'sister' ? previewOf(name) : null),
      makeLink: async ({ partner }) =>
        partner === 'sister' ? { secret: LINK_SECRET, expiresAt: '2026-11-30T09:00:00.000Z' } : null,
      open: async (secret) =>
        secret === LINK_SECRET ? previewOf({ partner: 'sister', article: id(0), language: 'ru' }) : null,
      picture: async () => new Uint8Array([82, 73, 70, 70]),
    },
  };
  return { partners, asked };
}
