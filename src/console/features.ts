import { addArticlePages } from './articles/routes.tsx';
import { addEditorPages } from './editor/routes.tsx';
import { addGlossaryPages } from './glossary/routes.tsx';
import { addMemoryPages } from './memory/routes.tsx';
import { addPartnerPages } from './partners/routes.tsx';
import type { ConsoleApp, PageParts } from './parts.ts';
import { addPeople } from './people/add-people.tsx';
import type { SectionPath } from './shell/navigation.tsx';
import { addStatePages } from './state/routes.tsx';

/** A part of the console with pages of its own. */
interface Feature {
  /** Sections that lead to it. */
  readonly sections: readonly SectionPath[];
  /** Adds its routes. */
  readonly add: (app: ConsoleApp, parts: PageParts) => void;
}

/** Every feature, a line each. Where two could answer one address, the first does. */
const FEATURES: readonly Feature[] = [
  { sections: ['/articles'], add: addArticlePages },
  { sections: [], add: addEditorPages },
  { sections: ['/memory'], add: addMemoryPages },
  { sections: ['/glossary'], add: addGlossaryPages },
  { sections: ['/carriers', '/editions', '/keys', '/jobs', '/log'], add: addStatePages },
  { sections: ['/partners'], add: addPartnerPages },
  { sections: ['/people'], add: addPeople },
];

/** Paths of the sections that have pages; the live journey always has its own. */
export const SECTION_PATHS: ReadonlySet<string> = new Set(['/', ...FEATURES.flatMap(({ sections }) => sections)]);

/** Adds the routes of every feature. */
export function addFeatures(app: ConsoleApp, parts: PageParts): void {
  for (const { add } of FEATURES) add(app, parts);
}
