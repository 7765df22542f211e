import { SaxesParser, type SaxesTagNS } from 'saxes';
import { CORE, GLOSSARY, MATCHES } from './xliff.ts';
import { type ElementRule, GRAMMAR, ONCE, OTHER } from './xliff-grammar.ts';
import { refuse, type XliffNode } from './xliff-node.ts';
import { checkUnit } from './xliff-unit.ts';
import { brokenBy } from './xliff-values.ts';

interface OpenNode extends XliffNode {
  readonly rule: ElementRule;
  readonly children: (XliffNode | string)[];
  /** Where in the order of its rule its children have come to. */
  rank: number;
  /** Names of its children, and their ids behind a name. */
  readonly seen: Set<string>;
  /** Whether text stands in it, or anything of other namespaces. */
  isFilled: boolean;
}

/** What of a file its later parts have to fit. */
interface OpenFile {
  readonly units: Set<string>;
  readonly groups: Set<string>;
  /** Units that codes refer to, which may come later: the line of the first reference to each. */
  readonly referredTo: Map<string, number>;
}

/** Twice the largest article there can be, with five candidates for each of its segments. */
export const MAX_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 100;
const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const ITS = 'http://www.w3.org/2005/11/its';
const OASIS = 'urn:oasis:names:tc:xliff:';
const PREFIXES: ReadonlyMap<string, string> = new Map([
  [CORE, ''],
  [MATCHES, 'mtc:'],
  [GLOSSARY, 'gls:'],
]);

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

/** Who is told of the parts of a file. */
export interface XliffListener {
  /** `xliff` and `file`, when they begin. */
  begin(node: XliffNode): void;
  /** A unit that is complete and valid; it is forgotten then. */
  unit(node: XliffNode): void;
}

/**
 * Reads the elements of a file in order and holds each against the specification: grammar and forms of values here, what
 * has to fit inside a unit in {@link checkUnit}. No document types, so no entities; no stylesheet is looked at. Other
 * modules and extensions are stepped over where they may stand; of extensions the ids are looked at.
 *
 * @throws InterchangeError `xliff-invalid`, for the first rule that is broken
 */
export function walkXliff(text: string, listener: XliffListener): void {
  const walk = new Walk(listener);
  const { parser } = walk;
  parser.write(text).close();
}

class Walk {
  readonly parser = new SaxesParser({ xmlns: true, position: true });
  readonly #listener: XliffListener;
  readonly #open: OpenNode[] = [];
  /** Elements open inside one of another namespace. */
  #foreign = 0;
  #file: OpenFile = { units: new Set(), groups: new Set(), referredTo: new Map() };
  #hasTarget = false;

  constructor(listener: XliffListener) {
    this.#listener = listener;
    const { parser } = this;
    parser.on('error', (error) => refuse('xml', parser.line, error.message.replace(/^\d+:\d+: /, '')));
    parser.on('doctype', () =>
      refuse('doctype', parser.line, 'the file has a document type; XLIFF has none', 'remove the line <!DOCTYPE …>'),
    );
    parser.on('opentag', (tag) => this.#begin(tag));
    parser.on('closetag', () => this.#end());
    parser.on('text', (said) => this.#say(said));
    parser.on('cdata', (said) => this.#say(said));
  }

  #begin(tag: SaxesTagNS): void {
    const { line } = this.parser;
    const open = this.#open;
    if (open.length + this.#foreign >= MAX_DEPTH)
      refuse('depth', line, `elements are nested more than ${MAX_DEPTH} deep`);
    const parent = open.at(-1);
    const prefix = PREFIXES.get(tag.uri);
    const name = `${prefix ?? ''}${tag.local}`;
    const isForeign = prefix === undefined || (prefix !== '' && parent?.rule.children.has(name) === false);
    if (this.#foreign > 0 || (isForeign && parent?.rule.children.has(OTHER) === true)) {
      this.#stepOver(tag, parent);
      return;
    }
    if (parent === undefined && (isForeign || name !== 'xliff'))
      refuse('root', line, `the outermost element is <${tag.name}>, not <xliff> of XLIFF 2`);
    const rule = isForeign ? undefined : GRAMMAR.get(name);
    if (rule === undefined) refuse('element', line, `<${tag.name}> has no place in <${parent?.name ?? 'xliff'}>`);
    if (parent !== undefined) takePlace(parent, name, tag.name, line);
    const attributes = attributesOf(tag, rule, line);
    if (parent !== undefined) {
      if (ONCE.has(name) && parent.seen.has(name)) refuse('element', line, `there is a second <${tag.name}>`);
      parent.seen.add(name);
      const id = attributes.get('id');
      // Codes of a text have a space of ids of their own, which reaches deeper.
      if (id !== undefined && !parent.rule.hasText && !isNew(parent, `${name} ${id}`))
        refuse('id', line, `the id ${id} comes twice`);
    }
    const node: OpenNode = {
      name,
      line,
      attributes,
      language: attributes.get('xml:lang') ?? parent?.language ?? null,
      space: attributes.get('xml:space') ?? parent?.space ?? 'default',
      rule,
      children: [],
      rank: 0,
      seen: new Set(),
      isFilled: false,
    };
    this.#enter(node);
    open.push(node);
  }

  /** Version and languages are looked at before anything else is; groups and units do not nest their ids. */
  #enter(node: OpenNode): void {
    const { name, line, attributes } = node;
    const id = attributes.get('id') ?? '';
    if (name === 'file') this.#file = { units: new Set(), groups: new Set(), referredTo: new Map() };
    const ids = name === 'group' ? this.#file.groups : name === 'unit' ? this.#file.units : null;
    if (ids !== null && ids.size === ids.add(id).size) refuse('id', line, `the ${name} ${id} comes twice`);
    if (name === 'xliff') this.#hasTarget = attributes.has('trgLang');
    if (name === 'target' && !this.#hasTarget) refuse('missing', line, '<xliff> has no trgLang, and there is a target');
    if (name === 'xliff' || name === 'file') this.#listener.begin(node);
  }

  #end(): void {
    if (this.#foreign > 0) {
      this.#foreign -= 1;
      return;
    }
    const node = this.#open.pop();
    if (node === undefined) return;
    for (const names of node.rule.needs) {
      if (!names.some((name) => node.seen.has(name)))
        refuse('missing', node.line, `<${node.name}> has no <${names.join('> and no <')}>`);
    }
    if (node.name === 'skeleton' && node.isFilled === node.attributes.has('href'))
      refuse('element', node.line, 'a <skeleton> either holds something or has a href');
    if (node.name === 'file') this.#endFile();
    else if (node.name === 'unit') this.#endUnit(node);
    else if (this.#open.some((each) => each.name === 'unit')) this.#open.at(-1)?.children.push(node);
  }

  #endUnit(unit: OpenNode): void {
    const of = (name: string): OpenNode[] => this.#open.filter((each) => each.name === name);
    const idOf = ({ attributes }: OpenNode): string => attributes.get('id') ?? '';
    const [root] = this.#open;
    for (const [id, line] of checkUnit(unit, {
      from: root?.attributes.get('srcLang') ?? '',
      to: root?.attributes.get('trgLang') ?? '',
      file: of('file').map(idOf)[0] ?? '',
      groups: of('group').map(idOf),
    })) {
      if (!this.#file.referredTo.has(id)) this.#file.referredTo.set(id, line);
    }
    this.#listener.unit(unit);
  }

  #endFile(): void {
    for (const [id, line] of this.#file.referredTo) {
      if (!this.#file.units.has(id))
        refuse('inline', line, `a code refers to the unit ${id}, which is not in its file`);
    }
  }

  /** An element of another namespace; of extensions an id is unique in the file, group or unit around. */
  #stepOver(tag: SaxesTagNS, parent: OpenNode | undefined): void {
    const { line } = this.parser;
    if (this.#foreign === 0 && parent !== undefined) takePlace(parent, OTHER, tag.name, line);
    this.#foreign += 1;
    if (parent !== undefined) parent.isFilled = true;
    if (tag.uri.startsWith(OASIS)) return;
    const place = this.#open.findLast(({ name }) => name === 'file' || name === 'group' || name === 'unit');
    for (const { uri, local, value } of Object.values(tag.attributes)) {
      const isId = local === 'id' && (uri === '' || uri === XML);
      // Two ways to write one id, of which an element may have either.
      if (isId && place !== undefined && !isNew(place, `${tag.uri} ${value}`))
        refuse('id', line, `the id ${value} of <${tag.name}> comes twice`);
    }
  }

  #say(said: string): void {
    const parent = this.#open.at(-1);
    if (this.#foreign > 0 || parent === undefined) return;
    if (parent.rule.hasText) {
      parent.children.push(said);
      parent.isFilled = true;
    } else if (said.trim() !== '') refuse('text', this.parser.line, `<${parent.name}> holds no text`);
  }
}

/** Checks that a child may stand where it does in its parent. */
function takePlace(parent: OpenNode, name: string, shown: string, line: number): void {
  const rank = parent.rule.children.get(name);
  if (rank === undefined) refuse('element', line, `<${shown}> has no place in <${parent.name}>`);
  else if (rank >= 0 && rank < parent.rank) refuse('element', line, `<${shown}> comes too late in <${parent.name}>`);
  else parent.rank = Math.max(rank, parent.rank);
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
    if (isOther && isWelcome(uri, rule)) continue;
    const name = uri === XML ? `xml:${local}` : local;
    const form = isOther ? undefined : (rule.attributes.get(name) ?? formOfXml(name, rule));
    if (form === undefined)
      refuse('attribute', line, `<${tag.name}> has no attribute ${isOther ? 'of other namespaces' : name}`);
    const broken = brokenBy(form, value);
    if (broken !== null) refuse(broken, line, `the ${name} of <${tag.name}> may not be "${value.slice(0, 60)}"`);
    attributes.set(name, value);
  }
  for (const name of rule.required) {
    if (!attributes.has(name)) refuse('missing', line, `<${tag.name}> has no ${name}`);
  }
  return attributes;
}

function isWelcome(uri: string, { extensions }: ElementRule): boolean {
  return extensions === 'any' || (extensions === 'modules' && (uri.startsWith(OASIS) || uri === ITS));
}

/** What XML itself defines is allowed wherever extensions are. */
function formOfXml(name: string, { extensions }: ElementRule) {
  if (extensions !== 'any' || !name.startsWith('xml:')) return undefined;
  return name === 'xml:lang' ? 'language' : name === 'xml:space' ? 'space' : 'any';
}
