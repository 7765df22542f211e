import { openEmbedded } from './empty-database.ts';
import { memorySuite } from './memory.ts';

memorySuite('embedded', await openEmbedded());
