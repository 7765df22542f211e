/** Shorter ones are guessed: each guess costs half a second and 128 MB, which is not enough for a word of a dictionary. */
const LEAST_LENGTH = 12;

/** What is wrong with a passphrase as it was typed, as a sentence; null when nothing is. Never repeats it. */
export function passphraseFault(passphrase: string, again: string, isUnsealed: boolean): string | null {
  if (isUnsealed)
    return passphrase === '' && again === ''
      ? null
      : 'There is a passphrase, and the keys are to stay unsealed: take back one of the two.';
  if (passphrase === '') return 'There is no passphrase. Write one, or say that the keys stay unsealed for now.';
  if (passphrase !== again) return 'The two passphrases differ. Write the same twice.';
  if ([...passphrase].length < LEAST_LENGTH)
    return `The passphrase is short: take several words, at least ${LEAST_LENGTH} characters.`;
  return null;
}
