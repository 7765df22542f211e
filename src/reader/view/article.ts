import type { ArticleBody, Part } from '../../article/index.ts';
import { pagePath, parsePagePath } from '../../proof/index.ts';
import { drawBlock } from './block.ts';
import { type Child, element, say } from './dom.ts';
import { showDay, showLanguage, showNumber, showTime } from './format.ts';
import { hashOf } from './route.ts';
import { heading, inLanguage, type Scene } from './scene.ts';

/** An article from its verified body, in the app's own template: no markup of a carrier is ever used. */
export function drawArticle(body: ArticleBody, part: Part | null, path: string | null, scene: Scene): HTMLElement {
  const { words, language } = scene;
  const time = (moment: string) =>
    element('time', { datetime: moment }, showTime(language, new Date(moment), new Date()));
  const { sections, kicker, bylines, publishedAt, modifiedAt, state } = body;
  const line = (className: string, ...children: Child[]) => element('p', { class: className }, ...children);
  // What the app says stands in the app's language; what the newsroom says in the article's.
  const own = { ...inLanguage(language), class: 'meta' };
  return element(
    'article',
    { lang: body.language, dir: body.direction },
    element(
      'header',
      {},
      sections.length === 0 ? null : line('meta', sections.join(' · ')),
      kicker === undefined ? null : line('kicker', kicker),
      heading(body.headline),
      bylines.length === 0 ? null : line('by', new Intl.ListFormat(body.language).format(bylines)),
      element(
        'p',
        own,
        time(publishedAt),
        ...(modifiedAt === undefined ? [] : [' · ', ...say(words.updated, { time: time(modifiedAt) })]),
      ),
      // A withdrawn article often has that word for its headline.
      state === 'current' || words[state] === body.headline
        ? null
        : element('p', { ...own, class: 'state' }, words[state]),
      ...drawTranslation(body, scene),
      part === null
        ? null
        : element(
            'p',
            own,
            ...say(words.part, { number: showNumber(language, part.number), of: `${showNumber(language, part.of)}` }),
          ),
    ),
    ...body.blocks.map((block) => drawBlock(block, scene)),
    part === null || path === null ? null : drawParts(part, path, scene),
  );
}

/** How the translation came to be: what nobody checked is not told like what somebody did. */
function drawTranslation({ translation }: ArticleBody, { words, language }: Scene): Child[] {
  if (translation === undefined) return [];
  const { how, from, by, on } = translation;
  const phrase = words.translated[how === 'machine-checked' ? 'checked' : how];
  const values = {
    from: showLanguage(language, from),
    by: by ?? null,
    on: on === undefined ? null : showDay(language, on),
  };
  return [element('p', { ...inLanguage(language), class: 'meta' }, ...say(phrase, values))];
}

/** Links to the parts before and after. */
export function drawParts({ number, of }: Part, path: string, { words, language }: Scene): HTMLElement | null {
  const page = parsePagePath(path);
  if (page === null || page.kind === 'front' || of === 1) return null;
  const link = (part: number, label: string) =>
    part < 1 || part > of ? null : element('a', { href: hashOf(pagePath({ ...page, part })) }, label);
  return element(
    'nav',
    {
      ...inLanguage(language),
      class: 'parts',
      'aria-label': words.part.replace('{number}', `${number}`).replace('{of}', `${of}`),
    },
    link(number - 1, words.previousPart),
    link(number + 1, words.nextPart),
  );
}
