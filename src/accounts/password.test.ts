import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { checkPassword, hashPassword, PASSWORD_COST, passwordProblem } from './password.ts';

const CHEAP = { N: 2 ** 10, r: 8, p: 1 };
const PASSWORD = 'correct horse battery';

test('a password is found right, any other wrong', async () => {
  const hash = await hashPassword(PASSWORD, randomBytes, CHEAP);
  assert.deepEqual(await checkPassword(PASSWORD, hash, CHEAP), { isRight: true, isOutdated: false });
  for (const other of ['', `${PASSWORD} `, PASSWORD.toUpperCase()])
    assert.equal((await checkPassword(other, hash, CHEAP)).isRight, false);
});

test('one password has many hashes, and none shows it', async () => {
  const [one, two] = [
    await hashPassword(PASSWORD, randomBytes, CHEAP),
    await hashPassword(PASSWORD, randomBytes, CHEAP),
  ];
  assert.notEqual(one, two);
  assert.match(one, /^\$scrypt\$ln=10,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
});

test('the cost in force holds within the memory that is allowed, and an older hash says that it is outdated', async () => {
  const old = await hashPassword(PASSWORD, randomBytes, CHEAP);
  assert.deepEqual(await checkPassword(PASSWORD, old, PASSWORD_COST), { isRight: true, isOutdated: true });
  const hash = await hashPassword(PASSWORD, randomBytes, PASSWORD_COST);
  assert.match(hash, /^\$scrypt\$ln=17,r=8,p=1\$/);
  assert.deepEqual(await checkPassword(PASSWORD, hash, PASSWORD_COST), { isRight: true, isOutdated: false });
});

test('the same letters, composed or not, are one password', async () => {
  const hash = await hashPassword('Ame\u0301lie geht heim', randomBytes, CHEAP);
  assert.equal((await checkPassword('Amélie geht heim', hash, CHEAP)).isRight, true);
});

test('without a hash, or with one that was not made here, everything is wrong', async () => {
  const made = await hashPassword(PASSWORD, randomBytes, CHEAP);
  for (const hash of [null, '', PASSWORD, made.replace('ln=10', 'ln=40'), made.replace('p=1', 'p=0'), `${made}x`])
    assert.equal((await checkPassword(PASSWORD, hash, CHEAP)).isRight, false, String(hash));
});

test('length is the only rule of a password', () => {
  assert.equal(passwordProblem('a'.repeat(11)), 'too-short');
  assert.equal(passwordProblem('a'.repeat(12)), null);
  assert.equal(passwordProblem('я'.repeat(200)), null);
  assert.equal(passwordProblem('a'.repeat(201)), 'too-long');
  assert.equal(passwordProblem('🐎'.repeat(11)), 'too-short');
});
