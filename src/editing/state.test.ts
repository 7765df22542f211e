import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DraftEvent, type DraftState, nextState } from './state.ts';

const STATES: readonly DraftState[] = ['arrived', 'in-translation', 'review', 'ready', 'published'];

/** Where each event leads from each state, in the order of STATES: with open segments, and with all of them confirmed. */
const TABLE: Readonly<Record<DraftEvent, readonly [open: string, confirmed: string]>> = {
  'machine-began': [
    'in-translation in-translation review ready published',
    'in-translation in-translation review ready published',
  ],
  'machine-done': ['review review review ready published', 'ready ready review ready published'],
  written: ['in-translation in-translation review review review', 'in-translation in-translation review review review'],
  confirmed: ['in-translation in-translation review ready review', 'ready ready ready ready ready'],
  touched: ['arrived in-translation review review review', 'arrived in-translation ready ready ready'],
  reopened: ['arrived in-translation review review review', 'arrived in-translation review review review'],
  scheduled: ['ready ready ready ready ready', 'ready ready ready ready ready'],
  unscheduled: ['arrived in-translation review review published', 'arrived in-translation review ready published'],
  published: ['published published published published published', 'published published published published published'],
};

test('every event leads from every state where the table says', () => {
  for (const [event, [open, confirmed]] of Object.entries(TABLE)) {
    for (const [isConfirmed, states] of [
      [false, open],
      [true, confirmed],
    ] as const) {
      const found = STATES.map((state) => nextState(state, event as DraftEvent, isConfirmed)).join(' ');
      assert.equal(found, states, `${event}, ${isConfirmed ? 'all confirmed' : 'some open'}`);
    }
  }
});

test('a text that was written and not confirmed is never ready', () => {
  for (const state of STATES) assert.notEqual(nextState(state, 'written', false), 'ready');
});
