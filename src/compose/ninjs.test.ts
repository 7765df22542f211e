import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import * as any from '../../test/arbitraries/article.ts';
import type { LanguageVersion } from '../article/index.ts';
import type { FeedsInput } from './feed-items.ts';
import { composeFeeds } from './feeds.ts';
import { FACE, PERSIAN, RUSSIAN, withParagraphs } from './testing/specimen.ts';

const BASE = 'https://carrier.example/courier/';
const uri = z.string().refine((value) => /^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]+$/i.test(value));
const moment = z.iso.datetime();
const texts = z.array(z.strictObject({ role: z.string(), contentType: z.string(), value: z.string() }));
const named = z.array(z.strictObject({ name: z.string(), rel: z.string() }));
const type = z.enum(['text', 'audio', 'video', 'picture', 'graphic', 'composite', 'component', 'event', 'planning']);
/** What we use of ninjs 3.1, written from the standard: nothing else may stand in an object, and these only so. */
const members = {
  uri,
  standard: z.strictObject({ name: z.literal('ninjs'), version: z.literal('3.1'), schema: uri }).optional(),
  type,
  representationType: z.enum(['full', 'partial']).optional(),
  version: z.string().optional(),
  firstCreated: moment.optional(),
  versionCreated: moment.optional(),
  contentCreated: moment.optional(),
  pubStatus: z.enum(['usable', 'withheld', 'canceled']).optional(),
  copyrightHolder: z.string().optional(),
  copyrightNotice: z.string().optional(),
  usageTerms: z.string().optional(),
  edNote: z.string().optional(),
  language: z.string().optional(),
  title: z.string().optional(),
  by: z.string().optional(),
  headlines: texts.optional(),
  descriptions: texts.optional(),
  bodies: texts.optional(),
  people: named.optional(),
  subjects: named.optional(),
  infoSources: z.array(z.strictObject({ name: z.string(), role: z.string(), uri })).optional(),
  altIds: z.array(z.strictObject({ role: z.string(), value: z.string() })).optional(),
  digitalSourceType: z.strictObject({ name: z.string(), uri }).optional(),
  renditions: z
    .array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        href: uri.optional(),
        contentType: z.string(),
        width: z.int().optional(),
        height: z.int().optional(),
        sizeInBytes: z.int(),
        duration: z.number().optional(),
      }),
    )
    .optional(),
};
const associated = { name: z.string(), rel: z.string() };
const part = z.strictObject({ ...members, ...associated });
const article = z.strictObject({ ...members, ...associated, associations: z.array(part) });
const whole = z.strictObject({ ...members, associations: z.array(article) });

function ninjs(versions: readonly LanguageVersion[], more: Partial<FeedsInput> = {}): z.infer<typeof whole> {
  const file = composeFeeds({ face: FACE, language: 'ru', versions, ...more }).find(({ path }) =>
    path.endsWith('/ninjs.json'),
  );
  return whole.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file?.bytes)));
}

test('an article has its text as HTML and plain, its people, its sections, its times and its rights', () => {
  const { associations, ...feed } = ninjs([RUSSIAN], { baseAddress: BASE });
  assert.deepEqual([feed.type, feed.language, feed.title], ['composite', 'ru', 'Линдхафенский вестник']);
  const [item] = associations;
  assert.equal(item?.uri, 'tag:courier.example,2026-11-22:3fk9m2tq7x/ru');
  assert.equal(item?.pubStatus, 'usable');
  assert.deepEqual(
    [item?.version, item?.firstCreated, item?.versionCreated],
    ['2', '2026-11-22T10:15:00Z', '2026-11-23T08:00:00Z'],
  );
  assert.equal(item?.headlines?.[0]?.value, RUSSIAN.body.headline);
  assert.deepEqual(
    item?.bodies?.map(({ contentType }) => contentType),
    ['text/html', 'text/plain'],
  );
  assert.match(item?.bodies?.[1]?.value ?? '', /^Сорок лет маяк[^<]*/);
  assert.equal(item?.by, 'Мира Хольт, Томас Брандау');
  assert.deepEqual(
    item?.subjects?.map(({ name }) => name),
    ['Гавань', 'Город'],
  );
  assert.equal(item?.copyrightNotice, '© Линдхафенский вестник');
  assert.deepEqual(item?.altIds?.at(-1), { role: 'page', value: `${BASE}ru/2026/11/22/3fk9m2tq7x.html` });
});

test('a correction is told to editors, and so is a translation that a machine made', () => {
  const [item] = ninjs([RUSSIAN]).associations;
  assert.match(
    item?.edNote ?? '',
    /^В эту статью внесены исправления\.\nИсправление \(2026-11-23\): В первой редакции/,
  );
  assert.equal(item?.digitalSourceType?.name, 'compositeWithTrainedAlgorithmicMedia');
  assert.match(item?.descriptions?.find(({ role }) => role === 'translation')?.value ?? '', /Машинный перевод/);
  const [byPerson] = ninjs([PERSIAN], { language: 'fa' }).associations;
  assert.deepEqual([byPerson?.edNote, byPerson?.digitalSourceType], [undefined, undefined]);
});

test('pictures and videos are associated objects under their hash, with credit and renditions', () => {
  const [item] = ninjs([RUSSIAN], { baseAddress: BASE }).associations;
  const [picture, video] = item?.associations ?? [];
  assert.equal(picture?.uri, `ni:///sha-256;${'qqqq'.repeat(10)}qqo`);
  assert.equal(picture?.by, 'Фото: Яник Остерло');
  const path = `m/aa/${'a'.repeat(64)}.webp`;
  assert.deepEqual(picture?.renditions, [
    {
      name: 'main',
      title: path,
      href: BASE + path,
      contentType: 'image/webp',
      sizeInBytes: 12_340,
      width: 640,
      height: 427,
    },
  ]);
  assert.deepEqual(
    video?.renditions?.map(({ name, contentType }) => [name, contentType]),
    [
      ['main', 'video/mp4'],
      ['thumbnail', 'image/webp'],
      ['captions ru', 'text/vtt'],
    ],
  );
  const [unplaced] = ninjs([RUSSIAN]).associations;
  assert.equal(unplaced?.associations[0]?.renditions?.[0]?.href, undefined);
});

test('the other languages are associated objects, the one it was translated from by name', () => {
  const others = new Map([[RUSSIAN.article, ['de', 'fa']]]);
  const [item] = ninjs([RUSSIAN], { others }).associations;
  assert.deepEqual(
    item?.associations.filter(({ type }) => type === 'text').map(({ uri, name, rel }) => [uri, name, rel]),
    [
      ['tag:courier.example,2026-11-22:3fk9m2tq7x/de', 'Deutsch', 'translatedFrom'],
      ['tag:courier.example,2026-11-22:3fk9m2tq7x/fa', 'فارسی', 'translation'],
    ],
  );
});

test('a withdrawn article is canceled, with the reason and nothing of what it was', () => {
  const reason = 'Автор ошибся.';
  const { body, ...rest } = withParagraphs(RUSSIAN, [reason]);
  const [item] = ninjs([{ ...rest, body: { ...body, state: 'withdrawn' } }]).associations;
  assert.equal(item?.pubStatus, 'canceled');
  assert.equal(item?.edNote, `Эта статья отозвана. Причина: ${reason}`);
  assert.equal(item?.bodies?.[1]?.value, reason);
  assert.deepEqual([item?.people, item?.subjects, item?.associations], [undefined, undefined, []]);
  assert.ok(!JSON.stringify(item).includes(RUSSIAN.body.headline));
});

test('whatever the articles are, their objects keep to the standard', () => {
  const versions = fc.array(
    fc.record({ article: any.articleId, day: any.day, revision: fc.nat(), body: any.articleBody }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(versions, fc.constantFrom({}, { baseAddress: BASE }), (each, more) => {
      assert.equal(ninjs(each, more).associations.length, each.length);
    }),
    { numRuns: 50 },
  );
});
