import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { base64Of, bytesOf, type Hash } from '../proof/index.ts';
import { formatRequest, MAX_REQUEST_BYTES, parseRequest } from './request.ts';

const HASH = 'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=';
const parse = (text: string) => parseRequest(bytesOf(text));

test('the example of the specification is parsed', () => {
  const lines = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;
  const request = parse(lines);
  assert.equal(request?.oldSize, 20_852_014);
  assert.deepEqual(request?.proof.map(base64Of), [HASH, 'jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=']);
  assert.match(request?.checkpoint ?? '', /^example\.com\/behind-the-sofa\n20852163\n/);
});

test('whatever is written is read back the same', () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
      fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }).filter((text) => text.isWellFormed()),
      (oldSize, hashes, checkpoint) => {
        const request = { oldSize, proof: hashes as unknown as Hash[], checkpoint };
        assert.deepEqual(parseRequest(formatRequest(request)), request);
      },
    ),
  );
});

test('bytes that are no request are refused, none is half understood', () => {
  const good = `old 1\n${HASH}\n\nnote`;
  assert.notEqual(parse(good), null);
  for (const text of [
    '',
    '\n\n',
    'note',
    'old 1\n\n',
    'old 01\n\nnote',
    'old -1\n\nnote',
    'old 9007199254740992\n\nnote',
    'old  1\n\nnote',
    'old 1 \n\nnote',
    'Old 1\n\nnote',
    'old 1\r\n\r\nnote',
    `${HASH}\n\nnote`,
    good.replace(HASH, HASH.slice(1)),
    good.replace(HASH, ` ${HASH}`),
    good.replace(HASH, 'AAAA'),
    `old 1\n${`${HASH}\n`.repeat(64)}\nnote`,
    good + 'x'.repeat(MAX_REQUEST_BYTES),
  ]) {
    assert.equal(parse(text), null, text.slice(0, 60));
  }
  assert.equal(parseRequest(Uint8Array.of(...bytesOf(good), 0xff)), null);
});

test('no bytes at all make the parser fail', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map(bytesOf),
        fc.string().map((tail) => bytesOf(`old 1\n${tail}`)),
      ),
      (bytes) => {
        const request = parseRequest(bytes);
        if (request !== null) assert.deepEqual(formatRequest(request), bytes);
      },
    ),
  );
});
