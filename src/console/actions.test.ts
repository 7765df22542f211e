import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionInWords, CARRIER_CHOICES, effectOf, parseAction, SITE_CHOICES } from './actions.ts';

test('every choice says in plain words what it does, and what that means for a reader', () => {
  assert.deepEqual(
    CARRIER_CHOICES.map(({ action }) => `${actionInWords(action)} = ${effectOf(action)}`),
    [
      'open = passes',
      'no answer = blocked',
      'connection reset = blocked',
      'freezes after 4 KB = blocked',
      'slow (2 KB/s) = hindered',
      'lies: alters pages = deceives',
      'old copy = deceives',
    ],
  );
  assert.equal(actionInWords({ kind: 'freeze', afterBytes: 15_872 }), 'freezes after 15.5 KB');
});

test('a form can only name what is offered', () => {
  assert.deepEqual(parseAction(CARRIER_CHOICES, 'slow'), { kind: 'slow', bytesPerSecond: 2_048 });
  for (const kind of ['burn', '', 'constructor', undefined, ['open'], new File([], 'open')]) {
    assert.equal(parseAction(CARRIER_CHOICES, kind), null);
  }
  assert.equal(parseAction(SITE_CHOICES, 'alter'), null);
});
