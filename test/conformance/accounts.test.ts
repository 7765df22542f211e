import { accountsSuite } from './accounts.ts';
import { openEmbedded } from './empty-database.ts';

accountsSuite('embedded', await openEmbedded());
