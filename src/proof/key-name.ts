/**
 * True for a name that may stand in a signature line: any script, but no plus, no white space (C2SP signed-note), and no
 * control or formatting characters, which would hide in a name that people are shown.
 */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}\p{Cc}\p{Cf}+]/u.test(name);
}
