/**
 * Where a call goes: the engine's address with the path of the call behind it. People write that address with a slash at
 * its end or without, and some with the path of the call that translates (`own`).
 */
export function callAddress(address: string, own: string, path: string = own): string {
  const base = address.replace(/\/+$/, '');
  return `${base.endsWith(own) ? base.slice(0, -own.length) : base}${path}`;
}
