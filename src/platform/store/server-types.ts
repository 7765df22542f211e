import pg from 'pg';

/** `int8`, `int8[]` and `text[]`, as PostgreSQL numbers its types. */
const INT8 = 20;
const INT8_LIST = 1016;
const TEXT_LIST = 1009;

type Parser = (text: string) => unknown;
/** The driver's own; its type knows of a part of the types only. */
const parserOf = pg.types.getTypeParser as (type: number, format?: 'text' | 'binary') => Parser;

/** A number as far as numbers are exact, as the embedded database has it; the driver leaves it a text. */
function parseInt8(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function parseInt8List(text: string): unknown {
  const parse = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(parse);
    return typeof each === 'string' ? parseInt8(each) : null;
  };
  return parse(parserOf(TEXT_LIST)(text));
}

/** What is made of values that a server sends: the same as of those of the embedded database. */
export const SERVER_TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((type: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return parserOf(type, format);
    if (type === INT8) return parseInt8;
    return type === INT8_LIST ? parseInt8List : parserOf(type);
  }) as pg.CustomTypesConfig['getTypeParser'],
};
