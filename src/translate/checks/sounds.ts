/**
 * Consonants of Latin, Cyrillic and Persian letters as classes of sounds: what is left of a name whichever way it is written
 * in the other alphabet. Vowels are left out: Persian does not write most of them. Longer spellings first.
 */
const CLASSES: readonly (readonly [sound: string, spellings: string])[] = [
  ['S', 'schtsch shch tsch sch tch sh ch cz sz š ş č ç щ ш ч چ ش ж ж zh ж ژ j'],
  ['S', 'дж dj dž ج'],
  ['s', 's z c ß ts tz х̣ с з ц س ز ص ث ذ ض ظ'],
  ['k', 'x ck q k g gh kh к г х ґ ق ک ك گ خ غ h ح ه'],
  ['p', 'pp p b п б پ ب'],
  ['f', 'ph f v w ff ф в ў ف و'],
  ['t', 'th tt t d т д ت ط د'],
  ['l', 'll l л ل'],
  ['r', 'rr r р ر'],
  ['m', 'mm m м م'],
  ['n', 'nn n ñ н ن'],
];

const SPELLINGS = CLASSES.flatMap(([sound, spellings]) =>
  spellings.split(' ').map((each) => [each, sound] as const),
).sort((a, b) => b[0].length - a[0].length);
const BY_SPELLING = new Map(SPELLINGS);
const SPELLING = new RegExp(SPELLINGS.map(([spelling]) => spelling).join('|'), 'gu');

/** The consonants of a word as classes of sounds, one of a doubled one: `Lindqvist` and `Линдквист` are `lntkfst`. */
export function soundOf(word: string): string {
  const sounds = word.toLowerCase().normalize('NFC').match(SPELLING) ?? [];
  return sounds
    .map((spelling) => BY_SPELLING.get(spelling) ?? '')
    .join('')
    .replace(/(.)\1+/gu, '$1');
}

/** Whether two words may be the same name: at most a third of the sounds differ, endings aside. */
export function soundsAlike(a: string, b: string): boolean {
  if (b.startsWith(a) && b.length <= a.length + 2) return true;
  const longest = Math.max(a.length, b.length);
  return differences(a, b) <= Math.floor(longest / 3);
}

function differences(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (before[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (before[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    before = next;
  }
  return before[b.length] ?? 0;
}
