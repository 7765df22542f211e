import type { AuditAct, AuditEntry } from '../editing/index.ts';
import { languageName } from './words.ts';

/** What was done, as a sentence without its subject: `published the Russian version`. */
const ACTS: Partial<Record<AuditAct, string>> = {
  arrived: 'took in',
  changed: 'took in a change of',
  'draft-begun': 'began the translation',
  'original-changed': 'marked what changed in the original',
  'machine-drafted': 'drafted by machine',
  'segment-confirmed': 'confirmed a segment',
  'check-ignored': 'switched off a check',
  assigned: 'gave the translation to somebody',
  ready: 'finished the translation',
  reopened: 'opened again',
  scheduled: 'set the time of publication',
  unscheduled: 'took back the time of publication',
  released: 'let go',
  'embargo-set': 'set the embargo',
  published: 'published',
  corrected: 'corrected',
  withdrawn: 'withdrew',
};

/** An act in words; one without words of its own by its name. */
export function actName(what: AuditAct): string {
  return ACTS[what] ?? what.replaceAll('-', ' ');
}

/** What else the entry says: `revision 2, segments 14`. */
export function detailInWords({ detail }: Pick<AuditEntry, 'detail'>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name.replaceAll('-', ' ')}: ${value}`)
    .join(', ');
}

/** The language version it is about: `Russian`; empty for the whole article. */
export function aboutLanguage({ language }: Pick<AuditEntry, 'language'>): string {
  return language === null ? '' : languageName(language);
}
