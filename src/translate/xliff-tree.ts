import { SaxesParser, type SaxesTagNS } from 'saxes';
import { InterchangeError, type InterchangeRule } from './interchange-error.ts';
import { CORE, GLOSSARY, MATCHES } from './xliff.ts';
import { type ElementRule, GRAMMAR, ONCE, OTHER } from './xliff-grammar.ts';

/** An element of an XLIFF file that stands where it may and has the attributes that it may have. */
export interface XliffNode {
  /** Of the core without prefix, of the modules with `mtc:` and `gls:`. */
  readonly name: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XliffNode | string)[];
}

interface OpenNode extends XliffNode {
  readonly rule: ElementRule;
  readonly children: (XliffNode | string)[];
  /** Where in the order of its rule its children have come to. */
  rank: number;
  /** Ids of its children, and names of those that come once. */
  readonly seen: Set<string>;
}

/** Twice the largest article there can be, with five candidates for each of its segments. */
export const MAX_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 100;
const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const PREFIXES: Readonly<Record<string, string>> = { [CORE]: '', [MATCHES]: 'mtc:', [GLOSSARY]: 'gls:' };

/** Throws the error for a rule that is broken at a line. */
export function refuse(rule: InterchangeRule, line: number | null, message: string, hint?: string): never {
  throw new InterchangeError('xliff-invalid', { rule, line, message, ...(hint === undefined ? {} : { hint }) });
}

/** The text of a file, of bytes that are UTF-8. */
export function decodeXliff(file: string | Uint8Array): string {
  const sizeBytes = typeof file === 'string' ? Buffer.byteLength(file) : file.byteLength;
  if (sizeBytes > MAX_BYTES) refuse('size', null, `the file is larger than ${MAX_BYTES} bytes`);
  if (typeof file === 'string') return file;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    const readable = new TextDecoder().decode(file).split('\ufffd', 1)[0] ?? '';
    return refuse('encoding', readable.split('\n').length, 'the bytes are not UTF-8', 'save the file as UTF-8');
  }
}

/**
 * Reads the elements of a file in order, each checked against the grammar; hands over `xliff` and `file` when they begin,
 * and each unit when it is complete, which is then forgotten. No document types, so no entities; no stylesheet is looked at.
 */
export function walkXliff(
  text: string,
  on: { begin(node: XliffNode): void; unit(node: XliffNode): void; end(): void },
): void {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: OpenNode[] = [];
  /** Elements open inside one of another namespace. */
  let foreign = 0;
  const groups = new Set<string>();

  const begin = (tag: SaxesTagNS): void => {
    const { line } = parser;
    if (open.length + foreign >= MAX_DEPTH) refuse('depth', line, `elements are nested more than ${MAX_DEPTH} deep`);
    const parent = open.at(-1);
    const prefix = PREFIXES[tag.uri];
    const name = `${prefix ?? ''}${tag.local}`;
    const isForeign = prefix === undefined || (prefix !== '' && parent?.rule.children.has(name) === false);
    if (foreign > 0 || (isForeign && parent?.rule.children.has(OTHER) === true)) {
      if (foreign === 0 && parent !== undefined) takePlace(parent, OTHER, tag.name, line);
      foreign += 1;
      return;
    }
    if (parent === undefined && (isForeign || name !== 'xliff'))
      refuse('root', line, `the outermost element is <${tag.name}>, not <xliff> of XLIFF 2`);
    const rule = isForeign ? undefined : GRAMMAR.get(name);
    if (rule === undefined) refuse('element', line, `<${tag.name}> has no place in <${parent?.name ?? 'xliff'}>`);
    if (parent !== undefined) takePlace(parent, name, tag.name, line);
    const attributes = attributesOf(tag, rule, line);
    if (parent !== undefined) {
      if (ONCE.has(name) && !isNew(parent, name)) refuse('element', line, `there is a second <${tag.name}>`);
      const id = attributes.get('id');
      // Codes of a text have a space of ids of their own, which reaches deeper.
      if (id !== undefined && !parent.rule.hasText && !isNew(parent, `${name} ${id}`))
        refuse('id', line, `the id ${id} comes twice`);
    }
    const group = name === 'group' ? attributes.get('id') : undefined;
    if (group !== undefined && groups.size === groups.add(group).size)
      refuse('id', line, `the group ${group} comes twice`);
    const node: OpenNode = { name, line, attributes, rule, children: [], rank: 0, seen: new Set() };
    // Version and languages are looked at before anything else is.
    if (name === 'xliff' || name === 'file') on.begin(node);
    open.push(node);
  };

  const end = (): void => {
    if (foreign > 0) {
      foreign -= 1;
      return;
    }
    const node = open.pop();
    if (node === undefined) return;
    if (node.name === 'unit') on.unit(node);
    else if (open.some((each) => each.name === 'unit')) open.at(-1)?.children.push(node);
  };

  const say = (said: string): void => {
    const parent = open.at(-1);
    if (foreign > 0 || parent === undefined) return;
    if (parent.rule.hasText) parent.children.push(said);
    else if (said.trim() !== '') refuse('text', parser.line, `<${parent.name}> holds no text`);
  };

  parser.on('error', (error) => refuse('xml', parser.line, error.message.replace(/^\d+:\d+: /, '')));
  parser.on('doctype', () =>
    refuse('doctype', parser.line, 'the file has a document type; XLIFF has none', 'remove the line <!DOCTYPE …>'),
  );
  parser.on('opentag', begin);
  parser.on('closetag', end);
  parser.on('text', say);
  parser.on('cdata', say);
  parser.write(text).close();
  on.end();
}

/** Checks that a child may stand where it does in its parent. */
function takePlace(parent: OpenNode, name: string, shown: string, line: number): void {
  const rank = parent.rule.children.get(name);
  if (rank === undefined) refuse('element', line, `<${shown}> has no place in <${parent.name}>`);
  else if (rank < parent.rank) refuse('element', line, `<${shown}> comes too late in <${parent.name}>`);
  else parent.rank = rank;
}

/** Notes that a parent has a child like that; false when it had one before. */
function isNew({ seen }: OpenNode, what: string): boolean {
  return seen.size < seen.add(what).size;
}

/** Attributes by name; those of other namespaces belong to modules and extensions and are left out. */
function attributesOf(tag: SaxesTagNS, rule: ElementRule, line: number): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const { uri, local, value } of Object.values(tag.attributes)) {
    if (uri === XMLNS) continue;
    const isOther = uri !== '' && uri !== XML;
    if (isOther && rule.isExtensible) continue;
    const name = uri === XML ? `xml:${local}` : local;
    if (isOther || !rule.attributes.includes(name))
      refuse('attribute', line, `<${tag.name}> has no attribute ${isOther ? 'of other namespaces' : name}`);
    attributes.set(name, value);
  }
  for (const name of rule.required) {
    if (!attributes.has(name)) refuse('missing', line, `<${tag.name}> has no ${name}`);
  }
  for (const name of ['id', 'startRef', 'dataRef', 'dataRefStart', 'dataRefEnd']) {
    const value = attributes.get(name);
    if (value !== undefined && !/^[\p{L}\p{N}.\-_:·]{1,200}$/u.test(value))
      refuse('id', line, `${name} of <${tag.name}> has no form of an id`);
  }
  return attributes;
}
