import assert from 'node:assert/strict';
import { KEYS } from './start.ts';
import { testS3Service } from './suite.ts';

testS3Service('swift', {
  findings: { conditionalPut: 'refused', checksSha256: false, objectLock: 'unknown', tidiesParts: 'unknown' },
  // Quotas are set in Swift's own way.
  async limit({ address }, bucket, maxBytes) {
    const { keyId, key } = KEYS.swift;
    const entered = await fetch(`${address}auth/v1.0`, { headers: { 'x-auth-user': keyId, 'x-auth-key': key } });
    const token = entered.headers.get('x-auth-token') ?? assert.fail(`no token: ${entered.status}`);
    const headers = { 'x-auth-token': token, 'x-container-meta-quota-bytes': String(maxBytes ?? '') };
    const set = await fetch(`${entered.headers.get('x-storage-url')}/${bucket}`, { method: 'POST', headers });
    assert.equal(set.status, 204);
  },
});
