// Runs before `npm pack`: the built files, what the sample newsroom is made of, and the database snapshot beside them.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(`${root}/dist`, { recursive: true, force: true });
run('tsc', ['-p', 'tsconfig.build.json']);
for (const file of globSync('src/sample/{articles/**/*.{html,json},phrases/*.json,media/*.{jpg,png,mp4,vtt,css,svg}}', {
  cwd: root,
})) {
  cpSync(`${root}/${file}`, `${root}/${file.replace(/^src/, 'dist')}`);
}
run(process.execPath, ['scripts/snapshot.mjs']);
run(process.execPath, ['scripts/assets.mjs']);
