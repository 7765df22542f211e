import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FolderEntry, walkFolders } from './folder-walk.ts';
import { isEditionPath } from './layout.ts';

const file = (name: string): FolderEntry => ({ name, kind: 'file', sizeBytes: 1 });
const folder = (name: string): FolderEntry => ({ name, kind: 'folder', sizeBytes: null });

async function pathsOf(readFolder: (path: string) => Promise<FolderEntry[]>): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of walkFolders(readFolder)) found.push(path);
  return found.sort();
}

test('every file of every folder is found once, in whatever order the folders answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const tree = new Map<string, FolderEntry[]>([
        ['', [folder('a'), file('head'), folder('b'), { name: 'link', kind: 'other', sizeBytes: 0 }]],
        ['a', Array.from({ length: 12 }, (_, index) => folder(`${index}`))],
        ['b', []],
      ]);
      for (let index = 0; index < 12; index += 1) tree.set(`a/${index}`, [file('x'), file('y')]);
      const walking = pathsOf((path) => scheduler.schedule(Promise.resolve(tree.get(path) ?? assert.fail(path))));
      await scheduler.waitFor(walking);
      const expected = Array.from({ length: 12 }, (_, index) => [`a/${index}/x`, `a/${index}/y`]).flat();
      assert.deepEqual(await walking, [...expected, 'head'].sort());
    }),
    { numRuns: 50 },
  );
});

test('names that lead elsewhere, or are none of an edition, are neither listed nor entered', async () => {
  const entered: string[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('..', '.', '../x', 'a/b', '', 'ok'))),
      async (names) => {
        const read = async (path: string): Promise<FolderEntry[]> => {
          entered.push(path);
          return path === '' ? names.flatMap((name) => [file(name), folder(name)]) : [];
        };
        for (const path of await pathsOf(read)) assert.ok(isEditionPath(path) && !path.includes('/'), path);
      },
    ),
  );
  for (const path of entered) assert.ok(path === '' || (isEditionPath(path) && !path.includes('/')), path);
});

test('the walk ends with the first folder that cannot be read', async () => {
  const walking = pathsOf(async (path) => {
    if (path === '') return [folder('a'), folder('b'), folder('c')];
    throw new Error(`${path} fails`);
  });
  await assert.rejects(walking, /fails/);
});
