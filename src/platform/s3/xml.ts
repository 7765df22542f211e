import { SaxesParser } from 'saxes';

/** An element of an answer, without its attributes. */
export interface XmlElement {
  readonly name: string;
  /** Its own text, without that of its children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Answers nest five deep at most. */
const MAX_DEPTH = 16;

/** Reads an answer of a service; null when it is no XML, or XML that no service sends (document types, bottomless nesting). */
export function parseXml(text: string): XmlElement | null {
  type Open = { name: string; text: string; children: XmlElement[] };
  const open: Open[] = [{ name: '', text: '', children: [] }];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  // With one, entities could be declared.
  parser.on('doctype', () => {
    throw new TypeError('a document type');
  });
  parser.on('opentag', ({ name }) => {
    const element: Open = { name, text: '', children: [] };
    open.at(-1)?.children.push(element);
    if (open.push(element) > MAX_DEPTH) throw new TypeError('nested too deep');
  });
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  return open[0]?.children[0] ?? null;
}

/** The first child of that name. */
export function childOf(element: XmlElement | null, name: string): XmlElement | null {
  return element?.children.find((each) => each.name === name) ?? null;
}

/** The text of the first child of that name; empty where there is none. */
export function textOf(element: XmlElement | null, name: string): string {
  return childOf(element, name)?.text ?? '';
}

/** The children of that name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((each) => each.name === name);
}
