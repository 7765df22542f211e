import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { WORDS } from '../../../src/compose/words/choose.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'wordpress');
const plugin = join(folder, 'tamizdat-companion');
const run = promisify(execFile);

test('the tests in plain PHP pass, and some ran', () => {
  const { status, stdout, stderr, error } = spawnSync('php', [join(folder, 'tests', 'run.php')], { encoding: 'utf8' });
  assert.equal(error, undefined, 'php is not here: install php-cli');
  assert.equal(status, 0, stdout.replaceAll(/^ok .*\n/gm, '') + stderr);
  assert.match(stdout, /^(?:[6-9]\d|\d{3,}) ran, 0 failed$/m);
});

test('no file has an error of syntax, and each is strict', async () => {
  const files = globSync('**/*.php', { cwd: plugin });
  assert.ok(files.length > 15);
  for (const file of files) {
    await run('php', ['-l', join(plugin, file)]);
    assert.match(readFileSync(join(plugin, file), 'utf8'), /^declare\(strict_types=1\);$/m, file);
  }
});

test('readers are told what the newsroom’s own pages tell them', async () => {
  const code = `require '${plugin}/site/words.php'; echo json_encode(Tamizdat\\WORDS);`;
  const { stdout } = await run('php', ['-r', code]);
  const told = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  assert.deepEqual(Object.keys(told).sort(), ['be', 'de', 'en', 'fa', 'ru']);
  for (const [language, { newer, signed, ...words }] of Object.entries(told)) {
    const ours = WORDS[language as keyof typeof WORDS];
    assert.deepEqual(
      words,
      {
        sameIn: ours.sameIn.article,
        sameElse: ours.sameElse.article,
        inLanguage: ours.inLanguage,
        languages: ours.languages,
        withdrawnArticle: ours.withdrawnArticle,
        withdrawnReason: ours.withdrawnReason,
        checkTitle: ours.check.title,
        checkText: ours.check.text,
      },
      language,
    );
    assert.ok(typeof newer === 'string' && typeof signed === 'string' && newer !== '' && signed !== '');
  }
});

test('its version is told alike in all places', () => {
  const main = readFileSync(join(plugin, 'tamizdat-companion.php'), 'utf8');
  const readme = readFileSync(join(plugin, 'readme.txt'), 'utf8');
  const versions = [
    /^ \* Version: (\S+)$/m.exec(main),
    /^const VERSION = '(\S+)';$/m.exec(main),
    /^Stable tag: (\S+)$/m.exec(readme),
  ];
  assert.equal(new Set(versions.map((match) => match?.[1])).size, 1);
  assert.notEqual(versions[0], null);
  assert.match(readFileSync(join(plugin, 'license.txt'), 'utf8'), /GNU GENERAL PUBLIC LICENSE\s+Version 2, June 1991/);
});
