import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { braces, tags } from './marks.ts';

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(
        '{1}',
        '{/1}',
        '{2/}',
        '{12}',
        '{/12}',
        '&amp;',
        '<g id="1">',
        '</g>',
        '<',
        '>',
        '&',
        '{',
        '}',
        '{0}',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** A text whose placeholders nest, as every segment's do. */
const sound = fc
  .letrec<{ part: string }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      fc.string({ unit: 'grapheme', maxLength: 8 }).filter((each) => !/\{|\}/.test(each)),
      fc.constantFrom('&lt;', '<b>', ' ', '&#38;', '<x id="3"/>'),
      fc.array(tie('part'), { maxLength: 3 }).map((parts) => `{P}${parts.join('')}{/P}`),
      fc.constant('{P/}'),
    ),
  }))
  .part.map((draft) => {
    const open: number[] = [];
    let last = 0;
    return draft.replace(/\{(\/?)P(\/?)\}/g, (_, end: string, alone: string) => {
      if (end === '/') return `{/${open.pop()}}`;
      last += 1;
      if (alone === '/') return `{${last}/}`;
      open.push(last);
      return `{${last}}`;
    });
  });

test('a text with marks is the same after it was written as elements and read', () => {
  fc.assert(fc.property(sound, (each) => assert.equal(tags.read(tags.write(each)), each)));
});

test('what an engine gets is XML, whatever the text', () => {
  fc.assert(
    fc.property(text, (each) => {
      const rest = tags.write(each).replace(/<g id="\d+">|<\/g>|<x id="\d+"\/>|&(?:amp|lt|gt);/g, '');
      assert.doesNotMatch(rest, /[<>&]/);
    }),
  );
});

test('whatever an engine answers, reading it ends with a text or null', () => {
  fc.assert(
    fc.property(text, (each) => {
      for (const style of [tags, braces]) assert.ok(['string', 'object'].includes(typeof style.read(each)));
    }),
  );
});

test('elements are read as engines rewrite them', () => {
  for (const [answer, read] of [
    ['a <g id="1">b</g > <x id="2" />c', 'a {1}b{/1} {2/}c'],
    ['<x id="2"></x>', '{2/}'],
    ['<g id="1">very</g> <g id="1">old</g> house', '{1}very old{/1} house'],
    ['&quot;&#39;&#x27;&apos;&nbsp;&lt;', "\"'''\u00a0<"],
  ] as const) {
    assert.equal(tags.read(answer), read);
  }
});

test('elements that nobody wrote are no text', () => {
  for (const answer of [
    '<b>x</b>',
    '<g>x</g>',
    '<g id="1">x',
    'x</g>',
    '<g id="1"><x id="2"></g></x>',
    '<g id="0">x</g>',
    '<g id="1" onclick="x">x</g>',
    '<!-- x -->',
    'a < b',
    '&hellip;',
    '&#0;',
    '&#x110000;',
    '<x id="2">y</g>',
  ]) {
    assert.equal(tags.read(answer), null, answer);
  }
});

test('spaces that a model sets into a placeholder are taken out', () => {
  assert.equal(braces.read('{ 1 }x{/ 1} {2 /} { x } {{ 3}}'), '{1}x{/1} {2/} { x } {{3}}');
});
