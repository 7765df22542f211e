import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CarrierSettings, ConfigError, parseSettings, placeOf } from './index.ts';

const SMALL = 'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de]\n';
const HOST_KEY = `SHA256:${'a'.repeat(43)}`;

/** Reads carriers, an entry a line. */
const read = (...entries: string[]): readonly CarrierSettings[] =>
  parseSettings(`${SMALL}carriers:\n${entries.map((each) => `  - ${each}\n`).join('')}`, '/srv/courier/tamizdat.yaml')
    .carriers;

function faultsOf(...entries: string[]): string[] {
  try {
    read(...entries);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split('\n');
  }
  return assert.fail(`accepted: ${entries.join('\n')}`);
}

const COMMON = { abilities: [], hints: [], settlesMs: 600_000 };

test('each kind of carrier is read, with its secrets as references', () => {
  const carriers = read(
    `{ name: bucket, s3: "https://storage.example/", bucket: courier, prefix: a/b, keyId: env:ID, key: "file:keys/s3", style: host }`,
    `{ name: host, sftp: "sftp://desk@host.example:2222/public/a%20b/", hostKey: "${HOST_KEY}", password: env:PASSWORD }`,
    `{ name: top, sftp: "sftp://desk@[2001:db8::1]//srv/www", hostKey: "${HOST_KEY}", privateKey: "file:keys/host", passphrase: env:P }`,
    `{ name: dav, webdav: "https://dav.example/public", user: desk, password: env:DAV }`,
    `{ name: pages, git: "git@git.example:desk/pages.git", branch: pages, keyFile: keys/git, hostKey: "git.example ssh-ed25519 AAAA" }`,
    `{ name: token, git: "https://git.example/desk/pages.git", branch: main, user: desk, password: env:TOKEN }`,
    `{ name: slow, directory: slow, callsAtOnce: 2, bytesPerSecond: 500000, settles: 2m }`,
  );
  assert.deepEqual(carriers, [
    {
      name: 'bucket',
      ...COMMON,
      kind: 's3',
      service: 'https://storage.example/',
      bucket: 'courier',
      prefix: 'a/b/',
      region: 'us-east-1',
      keyId: 'env:ID',
      key: 'file:keys/s3',
      style: 'host',
    },
    {
      name: 'host',
      ...COMMON,
      kind: 'sftp',
      host: 'host.example',
      port: 2222,
      user: 'desk',
      folder: 'public/a b',
      hostKey: HOST_KEY,
      password: 'env:PASSWORD',
    },
    {
      name: 'top',
      ...COMMON,
      kind: 'sftp',
      host: '2001:db8::1',
      port: 22,
      user: 'desk',
      folder: '/srv/www',
      hostKey: HOST_KEY,
      privateKey: 'file:keys/host',
      passphrase: 'env:P',
    },
    {
      name: 'dav',
      ...COMMON,
      kind: 'webdav',
      folder: 'https://dav.example/public/',
      user: 'desk',
      password: 'env:DAV',
    },
    {
      name: 'pages',
      ...COMMON,
      kind: 'git',
      remote: 'git@git.example:desk/pages.git',
      branch: 'pages',
      keyFile: '/srv/courier/keys/git',
      hostKey: 'git.example ssh-ed25519 AAAA',
    },
    {
      name: 'token',
      ...COMMON,
      kind: 'git',
      remote: 'https://git.example/desk/pages.git',
      branch: 'main',
      user: 'desk',
      password: 'env:TOKEN',
    },
    {
      name: 'slow',
      ...COMMON,
      kind: 'directory',
      directory: '/srv/courier/slow',
      callsAtOnce: 2,
      bytesPerSecond: 500_000,
      settlesMs: 120_000,
    },
  ]);
  assert.deepEqual(carriers.map(placeOf), [
    'https://storage.example/courier/a/b/',
    'sftp://desk@host.example:2222/public/a b',
    'sftp://desk@[2001:db8::1]//srv/www',
    'https://dav.example/public/',
    'git@git.example:desk/pages.git (branch pages)',
    'https://git.example/desk/pages.git (branch main)',
    '/srv/courier/slow',
  ]);
});

test('what does not make one carrier is refused where it stands, with what to write', () => {
  const s3 = 's3: "https://storage.example/", bucket: courier, keyId: env:ID, key: env:KEY';
  const sftp = `sftp: "sftp://desk@host.example/public", hostKey: "${HOST_KEY}"`;
  for (const [entry, wrong] of [
    ['{ name: a }', /^tamizdat.yaml:6:5 carriers\[0\] does not say where it is; write: directory: public/],
    ['{ name: a, directory: x, webdav: "https://a.example/" }', /\.webdav is a second place beside directory/],
    ['{ name: a, directory: x, bucket: courier }', /\.bucket is not a setting of a carrier with directory/],
    [
      '{ name: a, s3: "https://storage.example/", bucket: courier, keyId: env:ID }',
      /\.key is missing; write: key: env/,
    ],
    [`{ name: a, ${s3}, password: env:P }`, /\.password is not a setting .*; write: one of bucket, keyId, key/],
    [`{ name: a, ${s3}, prefix: ../x }`, /\.prefix is not a folder of the bucket/],
    [`{ name: a, ${s3}, prefix: x/../y }`, /\.prefix is not a folder of the bucket/],
    [`{ name: a, ${s3}, prefix: /x }`, /\.prefix is not a folder of the bucket/],
    [`{ name: a, ${sftp} }`, /has neither a password nor a private key/],
    [`{ name: a, ${sftp}, password: env:P, privateKey: env:K }`, /has a password and a private key/],
    [`{ name: a, ${sftp}, password: env:P, passphrase: env:K }`, /\.passphrase opens no private key here/],
    [
      '{ name: a, sftp: "sftp://desk@host.example/x", password: env:P }',
      /\.hostKey is missing; write: hostKey: SHA256/,
    ],
    ['{ name: a, sftp: "sftp://desk@h.example/x", password: env:P, hostKey: "MD5:aa" }', /\.hostKey is not the finger/],
    ['{ name: a, sftp: "sftp://host.example/x", password: env:P }', /\.sftp is not an address such as/],
    ['{ name: a, sftp: "sftp://desk@host.example/x/../y", password: env:P }', /\.sftp is not an address such as/],
    ['{ name: a, webdav: "https://a.example/", user: desk }', /carriers\[0\] has a user and no password/],
    ['{ name: a, git: "ext::sh -c id", branch: x }', /\.git is not a remote/],
    ['{ name: a, git: "--upload-pack=x", branch: x }', /\.git is not a remote/],
    ['{ name: a, git: "git@h.example:x", branch: "--all" }', /\.branch is not the name of a branch/],
    [
      '{ name: a, git: "git@h.example:x", branch: x, password: env:P, user: u }',
      /\.user is not for a remote like this/,
    ],
    ['{ name: a, git: "https://h.example/x", branch: x, keyFile: k }', /\.keyFile is not for a remote like this/],
    ['{ name: a, git: "https://desk@h.example/x", branch: x }', /\.git is not a remote/],
    ['{ name: a, git: "git@h.example:x", branch: x, hostKey: "SHA256:x" }', /\.hostKey is not a line of known_hosts/],
    ['{ name: a, directory: x, callsAtOnce: 0 }', /\.callsAtOnce is not a whole number from 1/],
    ['{ name: a, directory: x, bytesPerSecond: 1 }', /\.bytesPerSecond is not a whole number from 1024/],
    ['{ name: a, directory: x, settles: 5 min }', /\.settles is not a duration/],
  ] as const) {
    assert.match(faultsOf(entry).join('\n'), wrong, entry);
  }
});

test('a password in an address, or where its reference belongs, is refused and not repeated', () => {
  for (const entry of [
    '{ name: a, s3: "https://id:hunter2@storage.example/", bucket: courier, keyId: env:ID, key: env:KEY }',
    `{ name: a, sftp: "sftp://desk:hunter2@host.example/x", hostKey: "${HOST_KEY}", password: env:P }`,
    '{ name: a, webdav: "https://desk:hunter2@dav.example/" }',
    '{ name: a, git: "https://desk:hunter2@git.example/pages.git", branch: pages }',
    '{ name: a, webdav: "https://dav.example/", user: desk, password: hunter2 }',
  ]) {
    const text = faultsOf(entry).join('\n');
    assert.match(text, /write: .*password: env:/, entry);
    assert.doesNotMatch(text, /hunter2/, entry);
  }
});

test('only a folder of this machine is served from it', () => {
  const dav = '  - { name: dav, webdav: "https://dav.example/" }\n';
  const settings = (serve: string, more = '') =>
    parseSettings(`${SMALL}carriers:\n${dav}${more}serve: ${serve}\n`, '/srv/courier/tamizdat.yaml');
  assert.equal(settings('{}', '  - { name: local, directory: x }\n').serve?.carrier, 'local');
  assert.throws(() => settings('{ carrier: dav }'), /serve\.carrier names a carrier that is not a folder/);
  assert.throws(() => settings('{}'), /serve has no folder to serve/);
});
