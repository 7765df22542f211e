/** True for a name that may stand in a signature line (any script, but no white space and no plus). */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name);
}
