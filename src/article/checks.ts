import { characterCount } from './characters.ts';
import { normaliseLine } from './normal.ts';
import type { ProblemCode } from './problem.ts';

/** Where a check says what is wrong; gives false, for what is of the wrong type. */
export type Report = (code: ProblemCode, path: string, message: string) => false;

/** Looks at an unknown value and reports what is wrong with it; true when its type is right, so that more can follow. */
export type Check = (value: unknown, path: string, report: Report) => boolean;

/** A value with any fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object that is no array. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with exactly these fields; a field of `optional` may be absent. */
export function object(
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check {
  return (value, path, report) => {
    if (!isFields(value)) return report('wrong-type', path, 'is not an object');
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
    let right = true;
    for (const [name, check] of Object.entries(required)) right = check(value[name], at(name), report) && right;
    for (const [name, check] of Object.entries(optional)) {
      if (value[name] !== undefined) right = check(value[name], at(name), report) && right;
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(required, name) && !Object.hasOwn(optional, name)) {
        report('unknown-field', at(name.slice(0, 40)), 'is not a field of the model');
        right = false;
      }
    }
    return right;
  };
}

/** A list of so many values at least and at most. */
export function list(check: Check, min: number, max: number): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) return report('wrong-type', path, 'is not a list');
    if (value.length < min) report('empty', path, `has ${value.length} entries, ${min} are needed`);
    if (value.length > max) return report('too-many', path, `has ${value.length} entries, ${max} are the most`);
    let right = true;
    for (const [index, each] of value.entries()) right = check(each, `${path}[${index}]`, report) && right;
    return right;
  };
}

/** A text that a test accepts; `what` completes "is not …". */
export function text(test: (value: string) => boolean, what: string): Check {
  return (value, path, report) => {
    if (typeof value !== 'string') return report('wrong-type', path, 'is not a text');
    return test(value) || report('bad-value', path, `is not ${what}`);
  };
}

/** One of a closed set. */
export function oneOf(...values: readonly (string | number | boolean)[]): Check {
  return (value, path, report) => {
    return values.some((each) => each === value) || report('bad-value', path, `is none of ${values.join(', ')}`);
  };
}

/** A whole number within bounds. */
export function whole(min: number, max: number): Check {
  return (value, path, report) => {
    return (
      (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) ||
      report('bad-value', path, `is not a whole number from ${min} to ${max}`)
    );
  };
}

/** One line of text in normal form, at most so many code points long. */
export function line(maxCharacters: number, { mayBeEmpty = false } = {}): Check {
  return (value, path, report) => {
    if (typeof value !== 'string') return report('wrong-type', path, 'is not a text');
    if (value === '' && !mayBeEmpty) report('empty', path, 'is empty');
    const length = characterCount(value);
    if (length > maxCharacters) report('too-long', path, `has ${length} characters, ${maxCharacters} are the most`);
    if (normaliseLine(value) !== value) report('not-normal', path, 'is not in normal form');
    return true;
  };
}

/** Both checks, in this order; the second only when the first found the right type. */
export function and(first: Check, second: Check): Check {
  return (value, path, report) => first(value, path, report) && second(value, path, report);
}
