import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { parseTmx, type TmxUnit, writeTmx } from '../../src/translate/index.ts';

/** The OmegaT of Debian, without its window: what it makes of our memories, and what we make of its own. */
const UNITS: readonly TmxUnit[] = [
  ['Der Rat tagt heute', 'Совет заседает сегодня'],
  ['Die {1}Fähre{/1} fährt nicht', '{1}Паром{/1} не ходит'],
  ['Er sagt {1}{2}nein{/2}{/1} dazu', 'На это он говорит {1}{2}нет{/2}{/1}'],
  ['{1}Morgen{/1} tagt{2/} der {3}Rat{/3}', '{1}Завтра{/1} заседает{2/} {3}совет{/3}'],
  ['Am {1}Kai{/1} steht {2}Wasser{/2}', '{2}Вода{/2} стоит у {1}причала{/1}'],
].map(([source = '', target = '']) => ({ source, target, by: 'Anna Brandt', at: '2026-11-22T10:00:00.000Z' }));

let base: string;
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'tamizdat-omegat-'));
  if (await isThere('/usr/share/omegat/OmegaT.jar')) return;
  const isRoot = process.getuid?.() === 0;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends omegat default-jre-headless';
  const installed = isRoot && spawnSync('sh', ['-c', install], { env, stdio: 'ignore' }).status === 0;
  assert.ok(installed, 'OmegaT is not installed: apt-get install omegat default-jre-headless, as root on Debian');
});
after(() => rm(base, { recursive: true, force: true }));

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const plain = (text: string): string => text.replace(/\{\/?\d+\/?\}/g, '');

/** As XLIFF 1.2 has codes, which is what OmegaT reads. */
const coded = (text: string): string =>
  text
    .replace(/\{(\d+)\/\}/g, '<x id="$1"/>')
    .replace(/\{(\d+)\}/g, '<g id="$1">')
    .replace(/\{\/\d+\}/g, '</g>');

const xliff = (
  texts: readonly string[],
): string => `<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="de" target-language="ru" datatype="plaintext"><body>
${texts.map((text, at) => `<trans-unit id="${at}"><source>${text}</source><target>${text}</target></trans-unit>`).join('\n')}
</body></file></xliff>`;

/** A project with our memory where OmegaT takes over what is the same, and its settings. */
async function project(name: string, file: string, text: string, settings = ''): Promise<string> {
  const folder = join(base, name);
  for (const part of ['source', 'target', 'omegat', 'tm/auto', 'glossary', 'dictionary', 'settings'])
    await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'source', file), text);
  let memory = '';
  for await (const chunk of writeTmx(UNITS, { from: 'de', to: 'ru' })) memory += chunk;
  await writeFile(join(folder, 'tm', 'auto', 'tamizdat.tmx'), memory);
  const parts = ['source_dir', 'target_dir', 'tm_dir', 'glossary_dir', 'glossary_file', 'dictionary_dir'];
  const languages = '<source_lang>DE</source_lang><target_lang>RU</target_lang>';
  const tokenizers = ['source', 'target'].map(
    (side) => `<${side}_tok>org.omegat.tokenizer.DefaultTokenizer</${side}_tok>`,
  );
  await writeFile(
    join(folder, 'omegat.project'),
    `<omegat><project version="1.0">${parts.map((part) => `<${part}>__DEFAULT__</${part}>`).join('')}${languages}${tokenizers.join('')}<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>`,
  );
  await writeFile(
    join(folder, 'settings', 'omegat.prefs'),
    `<?xml version="1.0" encoding="UTF-8" ?>\n<omegat><preference version="1.0">${settings}</preference></omegat>\n`,
  );
  return folder;
}

async function run(folder: string, ...args: readonly string[]): Promise<void> {
  const jar = ['-Djava.awt.headless=true', '-jar', '/usr/share/omegat/OmegaT.jar'];
  const config = `--config-dir=${join(folder, 'settings')}`;
  await promisify(execFile)('java', [...jar, ...args, config, folder], { cwd: base, timeout: 300_000 });
}

async function translated(folder: string): Promise<string[]> {
  await run(folder, '--mode=console-translate');
  const text = await readFile(join(folder, 'target', 'a.xlf'), 'utf8');
  return [...text.matchAll(/<target>(.*?)<\/target>/g)].map(([, target = '']) => target);
}

const LEVEL_2 = '<ext_tmx_show_level2>true</ext_tmx_show_level2><ext_tmx_use_slash>true</ext_tmx_use_slash>';

test('a text without codes is translated from our memory, marks or not', { timeout: 600_000 }, async () => {
  const folder = await project('plain', 'a.txt', UNITS.map(({ source }) => plain(source)).join('\n\n'));
  await run(folder, '--mode=console-translate');
  const lines = (await readFile(join(folder, 'target', 'a.txt'), 'utf8')).split('\n').filter((line) => line !== '');
  assert.deepEqual(
    lines,
    UNITS.map(({ target }) => plain(target)),
  );
});

test('a text with codes is translated with them, where OmegaT is told to show those of memories', {
  timeout: 600_000,
}, async () => {
  const text = xliff(UNITS.map(({ source }) => coded(source)));
  const shown = await translated(await project('coded', 'a.xlf', text, LEVEL_2));
  assert.deepEqual(
    shown,
    UNITS.map(({ target }) => coded(target)),
  );
  // Without that setting only what has no codes is the same text to it.
  const hidden = await translated(await project('hidden', 'a.xlf', text));
  const [first, ...rest] = UNITS;
  assert.deepEqual(hidden, [first?.target, ...rest.map(({ source }) => coded(source))]);
});

test('the memories that OmegaT writes are read, with their codes', { timeout: 600_000 }, async () => {
  const text = xliff(UNITS.map(({ source }) => coded(source)));
  const folder = await project('written', 'a.xlf', text, LEVEL_2);
  await run(folder, '--mode=console-translate');
  for (const level of ['omegat', 'level2']) {
    const units = new Map<string, string>();
    const bytes = await readFile(join(folder, `${basename(folder)}-${level}.tmx`));
    for await (const { source, target } of parseTmx([bytes], { from: 'de', to: 'ru' })) units.set(source, target);
    assert.deepEqual(
      units,
      new Map(UNITS.map(({ source, target }) => [source, target])),
      `${dirname(folder)} ${level}`,
    );
  }
});
