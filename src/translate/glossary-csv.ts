import { TranslateError } from './error.ts';
import { checkTerm, type GlossaryTerm, TERM_KINDS, type TermKind } from './glossary.ts';
import type { LanguagePair } from './memory.ts';

const COLUMNS = ['from', 'to', 'source', 'target', 'kind', 'note'] as const;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_TERMS = 50_000;

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

function refuse(line: number, what: string): never {
  throw new TranslateError('glossary-invalid', `the glossary, line ${line}: ${what}`, {
    hint: `a table in CSV with the columns ${COLUMNS.join(', ')}`,
  });
}

/** RFC 4180, with `,`, `;` or tab between the fields, as spreadsheets in different countries write it. */
function* records(text: string, separator: string): Generator<CsvRecord, undefined> {
  let line = 1;
  let started = 1;
  let fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      const opened = line;
      for (at += 1; ; at += 1) {
        if (at >= text.length) refuse(opened, 'a quotation mark is opened and never closed');
        if (text[at] === '"' && text[at + 1] === '"') at += 1;
        else if (text[at] === '"') break;
        if (text[at] === '\n') line += 1;
        field += text[at];
      }
      at += 1;
      if (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r')
        refuse(line, 'something follows a closing quotation mark');
    } else {
      const start = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
      field = text.slice(start, at);
    }
    fields.push(field);
    if (text[at] === separator) {
      at += 1;
      if (at < text.length) continue;
      fields.push('');
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    yield { line: started, fields };
    line += 1;
    started = line;
    fields = [];
  }
}

function separatorOf(header: string): string {
  return [',', ';', '\t'].find((each) => header.includes(each)) ?? ',';
}

/**
 * Reads a glossary from CSV: UTF-8, the first line names the columns `from`, `to`, `source`, `target`, `kind`, `note` in any
 * order (`note` may be absent, and `kind` is then `required`). At most 4 MB and 50,000 terms. All or nothing.
 *
 * @throws TranslateError `glossary-invalid`; the message names the line.
 */
export function parseGlossary(bytes: Uint8Array): (LanguagePair & GlossaryTerm)[] {
  if (bytes.length > MOST_BYTES) refuse(1, `larger than ${MOST_BYTES / 1024 / 1024} MB`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuse(1, 'not UTF-8');
  }
  const rows = records(text, separatorOf(text.slice(0, text.search(/[\r\n]|$/))));
  const header = rows.next();
  const names = header.done === true ? [] : header.value.fields.map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => !COLUMNS.some((column) => column === name));
  if (unknown !== undefined) refuse(1, 'names a column that a glossary does not have');
  for (const column of ['from', 'to', 'source', 'target'] as const) {
    if (!names.includes(column)) refuse(1, `names no column ${column}`);
  }
  if (new Set(names).size < names.length) refuse(1, 'names a column twice');
  const terms: (LanguagePair & GlossaryTerm)[] = [];
  for (const { line, fields } of rows) {
    if (fields.length === 1 && fields[0]?.trim() === '') continue;
    if (fields.length !== names.length) refuse(line, `has ${fields.length} fields, ${names.length} are needed`);
    if (terms.length === MOST_TERMS) refuse(line, `more than ${MOST_TERMS} terms`);
    const field = (name: (typeof COLUMNS)[number]): string => fields[names.indexOf(name)]?.trim() ?? '';
    const kind = field('kind') === '' ? 'required' : field('kind').toLowerCase();
    if (!TERM_KINDS.some((each) => each === kind)) refuse(line, `is of none of the kinds ${TERM_KINDS.join(', ')}`);
    const term = checkTerm({
      from: field('from'),
      to: field('to'),
      source: field('source'),
      target: field('target'),
      kind: kind as TermKind,
      note: field('note'),
    });
    if (typeof term === 'string') refuse(line, term);
    terms.push(term);
  }
  return terms;
}

function csvField(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes a glossary as `parseGlossary` reads it. */
export function writeGlossary(terms: readonly (LanguagePair & GlossaryTerm)[]): string {
  const rows = terms.map((term) => COLUMNS.map((column) => csvField(term[column] ?? '')).join(','));
  return `${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}
