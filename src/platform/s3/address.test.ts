import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, type BucketPlace, whereIs } from './address.ts';

const place: BucketPlace = { service: 'https://s3.example', bucket: 'courier', region: 'eu', keyId: 'a', key: 'b' };

test('an object is asked for in the path, below a path of the service, or at the bucket’s own host', () => {
  for (const [more, key, address] of [
    [{}, '', 'https://s3.example/courier'],
    [{}, 'ru/a b+c.html', 'https://s3.example/courier/ru/a%20b%2Bc.html'],
    [{ service: 'http://127.0.0.1:8080/s3/' }, 'head', 'http://127.0.0.1:8080/s3/courier/head'],
    [{ style: 'host' }, '', 'https://courier.s3.example/'],
    [{ style: 'host', service: 'https://s3.example:9000/' }, 'ru/a', 'https://courier.s3.example:9000/ru/a'],
  ] as const) {
    assert.equal(addressOf({ ...place, ...more }, key).href, address);
  }
});

test('a query is written as it is signed: a space is no plus, a slash and an equals sign are escaped', () => {
  const { search } = addressOf(place, '', { uploads: null, prefix: 'ru/a b', token: 'x+/=' });
  assert.equal(search, '?uploads=&prefix=ru%2Fa%20b&token=x%2B%2F%3D');
});

test('messages name bucket and service, and nothing of the key', () => {
  assert.equal(whereIs({ ...place, service: 'https://s3.example:9000/x' }), 'the bucket courier at s3.example:9000');
});
