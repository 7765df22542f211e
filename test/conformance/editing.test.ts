import { editingSuite } from './editing.ts';
import { editingFaultSuite } from './editing-faults.ts';
import { openEmbedded } from './empty-database.ts';

const use = await openEmbedded();
editingSuite('embedded', use);
editingFaultSuite('embedded', use);
