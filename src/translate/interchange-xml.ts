/** What XML cannot hold, in no way of writing: control characters but tab and line ends, halves of pairs, two non-characters. */
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text as XML; a carriage return would be read as a line feed if it stood there as it is. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(NO_XML, '')
    .replace(/[&<>\r]/g, (sign) => ESCAPES[sign] ?? sign);
}

/** A value as an attribute with its name, a space in front; nothing for undefined. */
export function xmlAttribute(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  const escaped = value
    .toWellFormed()
    .replace(NO_XML, '')
    .replace(/[&<>"\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign);
  return ` ${name}="${escaped}"`;
}

/** Several of them, in the order given. */
export function xmlAttributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => xmlAttribute(name, value))
    .join('');
}
