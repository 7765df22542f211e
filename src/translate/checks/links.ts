import type { Looking } from './checked.ts';

const ADDRESS =
  /\bhttps?:\/\/[^\s<>"«»“”„{}]+|\bwww\.[^\s<>"«»“”„{}]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;

/** Addresses as they lead somewhere: without the stop of the sentence behind them. */
function addressesIn(text: string): Set<string> {
  return new Set((text.match(ADDRESS) ?? []).map((address) => address.replace(/[.,;:!?)\]…'’]+$/u, '').toLowerCase()));
}

/**
 * Web and mail addresses that are written out are the same on both sides: one that a machine made up may belong to anybody.
 * Links of the article are placeholders.
 */
export const checkLinks: Looking = ({ plainSource, plainTarget }) => {
  const source = addressesIn(plainSource);
  const target = addressesIn(plainTarget);
  return [
    ...[...source].filter((each) => !target.has(each)).map((each) => `The address ${each} of the original is missing.`),
    ...[...target].filter((each) => !source.has(each)).map((each) => `The address ${each} is not in the original.`),
  ].map((message) => ({ check: 'links', weight: 'error', message }));
};
