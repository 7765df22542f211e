import type { InterchangeRule } from './interchange-error.ts';

/** What the values of attributes look like: XLIFF 2.1, section 4.3; its schemas for candidates and glossary. */
export type ValueForm =
  | 'any'
  | 'id'
  | 'ids'
  | 'yes-no'
  | 'reorder'
  | 'direction'
  | 'space'
  | 'language'
  | 'side'
  | 'own'
  | 'code-type'
  | 'note-type'
  | 'priority'
  | 'state'
  | 'sub-state'
  | 'position'
  | 'hex'
  | 'percent'
  | 'match-type';

/** As XML has names inside attributes; nobody needs one of more than 200 characters. */
const ID = /^[\p{L}\p{N}\p{M}.\-_:·]{1,200}$/u;
/** `prefix:value`, for what the specification leaves to others. */
const OWN = /^[^\s:]+:[^\s:]+$/;
/** Well-formed as BCP 47 has it, private and old ones included. */
const LANGUAGE = /^(?:[a-z]{2,8}|[xi](?=-))(?:-[a-z0-9]{1,8})*$/i;
const DECIMAL = /^\d{1,3}(?:\.\d{0,9})?$/;

const oneOf = (words: string) => {
  const list = words.split(' ');
  return (value: string): boolean => list.includes(value);
};

const FITS: Readonly<Record<ValueForm, (value: string) => boolean>> = {
  any: () => true,
  id: (value) => ID.test(value),
  ids: (value) =>
    value
      .trim()
      .split(/\s+/)
      .every((each) => ID.test(each)),
  'yes-no': oneOf('yes no'),
  reorder: oneOf('yes firstNo no'),
  direction: oneOf('ltr rtl auto'),
  space: oneOf('default preserve'),
  language: (value) => LANGUAGE.test(value),
  side: oneOf('source target'),
  own: (value) => OWN.test(value),
  'code-type': oneOf('fmt ui quote link image other'),
  'note-type': (value) => value === 'generic' || value === 'comment' || value === 'term' || OWN.test(value),
  priority: (value) => /^0*(?:[1-9]|10)$/.test(value),
  state: oneOf('initial translated reviewed final'),
  'sub-state': (value) => OWN.test(value),
  position: (value) => /^0*[1-9]\d{0,8}$/.test(value),
  hex: isNoXml,
  percent: (value) => DECIMAL.test(value) && Number(value) <= 100,
  'match-type': oneOf('am mt icm idm tb tm other'),
};

/** Of the code points there are, those that XML has no other way to write. */
function isNoXml(hex: string): boolean {
  if (!/^(?:[0-9a-f]{2}){2,4}$/i.test(hex)) return false;
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff) return false;
  const isControl = code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd;
  const isRestricted = code >= 0x7f && code <= 0x9f && code !== 0x85;
  return isControl || isRestricted || (code >= 0xd800 && code <= 0xdfff) || (code & 0xfffe) === 0xfffe;
}

/** The rule that a value breaks; null when it has the form. */
export function brokenBy(form: ValueForm, value: string): InterchangeRule | null {
  if (FITS[form](value)) return null;
  if (form === 'id' || form === 'ids') return 'id';
  if (form === 'state' || form === 'sub-state') return 'state';
  return form === 'language' ? 'language' : 'attribute';
}
