import { join, relative, resolve } from 'node:path';
import { type Document, isCollection, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { writeDurably } from '../home/index.ts';
import type { SettingsValues } from './schema.ts';
import type { SecretReference } from './secret.ts';
import { parseSettings, readSettingsText, SETTINGS_FILE, type Settings } from './settings.ts';

/** A carrier as it is written into the file. */
export type CarrierValues = NonNullable<SettingsValues['carriers']>[number];

/**
 * Adds a carrier to the text of a settings file; every comment and all else stays as it is.
 * `carrier.directory` is best given relative to the newsroom's folder, so that the folder can be moved.
 */
export function addCarrier(text: string, carrier: CarrierValues): string {
  return edited(text, (document) => addTo(document, 'carriers', carrier));
}

/** Takes the carrier of a name out of the text of a settings file; every other comment and all else stays as it is. */
export function removeCarrier(text: string, name: string): string {
  return edited(text, (document) => {
    const list = document.get('carriers', true);
    if (!isSeq(list)) return;
    const at = list.items.findIndex((item) => isMap(item) && item.get('name') === name);
    if (at < 0) return;
    list.items.splice(at, 1);
    // An empty list with a line an entry would be nothing at all.
    if (list.items.length === 0) list.flow = true;
  });
}

/** Adds a language, last, to the text of a settings file, with a notice of its own where one is given. */
export function addLanguage(text: string, language: string, notice?: string): string {
  return edited(text, (document) => {
    addTo(document, 'languages', language);
    if (notice === undefined) return;
    const notices = document.get('notice', true);
    if (isCollection(notices)) {
      notices.flow = false;
      document.setIn(['notice', language], notice);
    } else {
      document.set('notice', document.createNode({ [language]: notice }));
    }
  });
}

/** Names the place where the address of the newsroom's database is written, in the text of a settings file. */
export function setDatabase(text: string, reference: SecretReference): string {
  return edited(text, (document) => document.set('database', reference));
}

/**
 * Changes the settings file of a newsroom's folder and returns the new settings. The changed text is checked before
 * it is written: an edit that would make it unusable throws ConfigError and leaves the file as it was. Calls for one
 * folder may not run at once; hold the folder's lock.
 * @param edit Makes the new text from the old, such as `(text) => addLanguage(text, 'ru')`.
 */
export async function editSettings(folder: string, edit: (text: string) => string): Promise<Settings> {
  const file = join(resolve(folder), SETTINGS_FILE);
  const before = await readSettingsText(file);
  parseSettings(before, file);
  const after = edit(before);
  const settings = parseSettings(after, file);
  await writeDurably(file, after);
  return settings;
}

/** How a directory is best written into the settings of `folder`: relative when it lies inside, else absolute. */
export function directoryValue(folder: string, directory: string): string {
  const inside = relative(resolve(folder), resolve(directory));
  return inside !== '' && !inside.startsWith('..') ? inside : resolve(directory);
}

function edited(text: string, change: (document: Document) => void): string {
  const document = parseDocument(text);
  change(document);
  // No line width: the library would fold long notices, and a folded text reads differently from what was written.
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function addTo(document: Document, name: string, value: unknown): void {
  const list = document.get(name, true);
  if (!isSeq(list)) {
    document.set(name, document.createNode([value]));
    return;
  }
  const sequence: YAMLSeq = list;
  // `carriers: []` of the template becomes a list with a line an entry, which is what the next person wants to edit.
  if (sequence.items.length === 0 && typeof value === 'object') sequence.flow = false;
  sequence.add(document.createNode(value));
}
