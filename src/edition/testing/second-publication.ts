import type { Publication } from '../index.ts';
import { article, listings, publication } from './scratch-newsroom.ts';

/** A correction that drops a part, a new article, listings and a file that goes: something of everything. */
export function secondPublication(): Publication {
  return publication(
    [article('3fk9m2tq7x', 'de', 2, 'Zweite Fassung'), article('7x00000000', 'ru', 1, 'Новое'), ...listings('de', 'b')],
    { files: [{ path: 'index.html', bytes: new TextEncoder().encode('languages') }], removals: ['m/ab/old.webp'] },
  );
}
