import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tamizdatHome } from './index.ts';

test('the home is named by its variable, else lies in the XDG data folder', () => {
  assert.equal(tamizdatHome({ TAMIZDAT_HOME: '/a/b', XDG_DATA_HOME: '/x', HOME: '/h' }), '/a/b');
  assert.equal(tamizdatHome({ XDG_DATA_HOME: '/x', HOME: '/h' }), '/x/tamizdat');
  assert.equal(tamizdatHome({ HOME: '/h' }), '/h/.local/share/tamizdat');
});

test('an empty variable counts as none, and a relative XDG folder is ignored', () => {
  assert.equal(tamizdatHome({ TAMIZDAT_HOME: '', XDG_DATA_HOME: 'x', HOME: '/h' }), '/h/.local/share/tamizdat');
});
