import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Segment } from '../translate/index.ts';
import { recut, type SegmentRow } from './cut.ts';

const link = (address: string): Segment['marks'] => [{ type: 'link', address }];

function row(values: Partial<SegmentRow> = {}): SegmentRow {
  return {
    article: 'a',
    language: 'ru',
    key: 'b1',
    position: 0,
    role: 'paragraph',
    source: 'Die {1}Kaimauer{/1}',
    marks: JSON.stringify(link('https://a.example/')),
    source_before: null,
    target: 'Стена {1}порта{/1}',
    state: 'confirmed',
    origin: 'person',
    engine: null,
    machine: null,
    failure: null,
    confirmed_by: 'Anna Brandt',
    confirmed_at: '2026-11-22T08:00:00.000Z',
    edit: 3,
    ignored: '[]',
    ...values,
  };
}

const segment = (text: string, marks: Segment['marks'] = link('https://a.example/'), key = 'b1'): Segment => ({
  key,
  role: 'paragraph',
  text,
  marks,
});

test('a link that leads elsewhere leaves its text confirmed; another kind of mark does not', () => {
  const [moved] = recut([row()], [segment('Die {1}Kaimauer{/1}', link('https://b.example/'))]).kept;
  assert.deepEqual([moved?.isTouched, moved?.marks], [false, JSON.stringify(link('https://b.example/'))]);
  const [other] = recut([row()], [segment('Die {1}Kaimauer{/1}', [{ type: 'strong' }])]).kept;
  assert.deepEqual([other?.isTouched, other?.state], [true, 'touched']);
});

test('what a machine or the memory wrote and nobody confirmed is made again', () => {
  for (const origin of ['machine', 'memory'] as const) {
    const [made] = recut([row({ state: 'draft', origin })], [segment('Die Mole', [])]).kept;
    assert.deepEqual([made?.state, made?.target, made?.origin, made?.edit], ['empty', '', null, 4]);
  }
});

test('through several changes the diff is to what the person last saw', () => {
  const before = row();
  const [first] = recut([before], [segment('Die Mole', [])]).kept;
  assert.deepEqual([first?.state, first?.source_before], ['touched', before.source]);
  const [second] = recut([{ ...before, ...first } as SegmentRow], [segment('Der Damm', [])]).kept;
  assert.deepEqual([second?.state, second?.source_before, second?.source], ['touched', before.source, 'Der Damm']);
});

test('no text of a person is ever lost while its block is there', () => {
  const states = fc.constantFrom('draft', 'touched', 'confirmed');
  fc.assert(
    fc.property(
      fc.array(fc.record({ state: states, origin: fc.constantFrom('person', 'machine', 'memory') }), { maxLength: 8 }),
      fc.array(fc.constantFrom('same', 'other'), { minLength: 8, maxLength: 8 }),
      (kinds, texts) => {
        const rows = kinds.map((each, at) =>
          row({ ...(each as Partial<SegmentRow>), key: `b${at}`, source: `Satz ${at}`, marks: '[]' }),
        );
        const cut = recut(
          rows,
          rows.map(({ key, source }, at) => segment(texts[at] === 'same' ? source : `${source} neu`, [], key)),
        );
        assert.deepEqual([cut.gone, cut.added], [[], []]);
        for (const [at, kept] of cut.kept.entries()) {
          const was = rows[at];
          const isPersons = was?.origin === 'person' || was?.state !== 'draft';
          if (isPersons || texts[at] === 'same') assert.equal(kept.target ?? was?.target, was?.target);
          if (texts[at] === 'other') assert.notEqual(kept.state, 'confirmed');
        }
      },
    ),
  );
});
