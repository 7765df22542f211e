import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PERMISSIONS, type Permission, parseRole, ROLES, type Role, roleMay } from './permissions.ts';

// Written out a second time on purpose: whoever changes who may what has to say so twice.
const TABLE: Readonly<Record<Permission, readonly Role[]>> = {
  read: ['viewer', 'editor', 'chief', 'operator'],
  edit: ['editor', 'chief', 'operator'],
  publish: ['editor', 'chief', 'operator'],
  correct: ['editor', 'chief', 'operator'],
  withdraw: ['editor', 'chief', 'operator'],
  embargo: ['chief', 'operator'],
  'manage-glossary': ['chief', 'operator'],
  'manage-people': ['operator'],
  'manage-settings': ['operator'],
  'manage-jobs': ['operator'],
};

test('every role may what the table says, and nothing else', () => {
  for (const [permission, allowed] of Object.entries(TABLE) as [Permission, readonly Role[]][]) {
    for (const role of ROLES) assert.equal(roleMay(role, permission), allowed.includes(role), `${role}: ${permission}`);
  }
  for (const role of ROLES) for (const permission of PERMISSIONS[role]) assert.ok(permission in TABLE, permission);
});

test('only the four roles are roles', () => {
  assert.deepEqual(ROLES.map(parseRole), ROLES);
  for (const other of ['Operator', 'admin', '', 'constructor', 'toString', null, undefined, ['viewer']])
    assert.equal(parseRole(other), null);
});
