import { openEmbedded } from './empty-database.ts';
import { keepSuite } from './keep.ts';

keepSuite('embedded', await openEmbedded());
