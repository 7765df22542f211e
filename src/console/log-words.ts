import type { AuditAct, AuditEntry } from '../editing/index.ts';
import { clockTime, dateInWords, languageName } from './words.ts';

/** What was done, as a sentence without its subject: `published` the Russian version. */
const WORDS: Readonly<Record<AuditAct, string>> = {
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
  'draft-closed': 'closed the draft',
  released: 'let go',
  'embargo-set': 'set the embargo',
  published: 'published',
  corrected: 'corrected',
  withdrawn: 'withdrew',
  'signed-in': 'signed in',
  invited: 'invited somebody',
  'person-changed': 'changed a person',
  'token-made': 'made a token',
  'token-revoked': 'revoked a token',
  'settings-changed': 'changed the settings',
  'memory-imported': 'took texts into the memory',
  'memory-changed': 'took something out of the memory',
  'glossary-changed': 'changed the glossary',
  'partner-changed': 'decided about a partner',
};

/** Every act of the audit trail. */
export const ACTS = Object.keys(WORDS) as readonly AuditAct[];

/** An act in words; one that a later version of this program wrote, by its name. */
export function actName(what: AuditAct): string {
  return WORDS[what] ?? String(what).replaceAll('-', ' ');
}

/** A value as people read it: a moment as its day and time, everything else as it is. */
function valueInWords(value: AuditEntry['detail'][string]): string {
  const text = String(value);
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)) return text;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? text : `${dateInWords(moment)}, ${clockTime(moment)} UTC`;
}

/** What else the entry says: `revision: 2, segments: 14`. */
export function detailInWords({ detail }: Pick<AuditEntry, 'detail'>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name.replaceAll('-', ' ')}: ${valueInWords(value)}`)
    .join(', ');
}

/** The language version it is about: `Russian`; empty for the whole article. */
export function aboutLanguage({ language }: Pick<AuditEntry, 'language'>): string {
  return language === null ? '' : languageName(language);
}

/** Who did it, short enough for a line: of a source its address without the scheme. */
export function actorName({ who }: Pick<AuditEntry, 'who'>): string {
  return who.replace(/^https?:\/\//, '');
}
