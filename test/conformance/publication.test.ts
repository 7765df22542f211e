import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { publicationSuite } from './publication.ts';

publicationSuite('embedded', async (folder) => {
  await rm(join(folder, 'data', 'database'), { recursive: true, force: true });
  return null;
});
