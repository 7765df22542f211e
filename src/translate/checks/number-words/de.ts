import type { NumberWords } from './number-words.ts';

/** What German number words are put together from, the longer before what they begin with. */
const PARTS =
  /^(?:dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn|zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend|millionen|million|milliarden|milliarde|zehn|zwölf|elf|eins|ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|und)/;
const ENDING = /^(?:(?:s?te[nrms]?)|e[nr]?|mal(?:ige?[nrms]?)?|fache?[nrms]?|stel[sn]?)?$/;

/** `zweihundertfünfzigsten` → `zwei hundert fünfzig`; null when the word is anything else. */
function cut(word: string): string[] | null {
  const parts: string[] = [];
  let rest = word;
  while (!ENDING.test(rest)) {
    const part = PARTS.exec(rest)?.[0];
    if (part === undefined) return null;
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return parts.length > 1 ? swapped(parts) : null;
}

/** The ones stand before the tens: `drei und zwanzig` is 20 and 3. */
function swapped(parts: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const [one = '', and, ten] = parts.slice(at, at + 3);
    if (and === 'und' && ten !== undefined && /(?:zig|ßig|ssig)$/.test(ten)) {
      out.push(ten, one);
      at += 2;
    } else if (one !== 'und') out.push(one);
  }
  return out;
}

export const GERMAN: NumberWords = {
  numbers: [
    [[0], 'null nullte*'],
    [[0.5, 30, 2, 50, 6], 'halb halbe* hälfte* halbjahr* halbjähr* halb*'],
    [[0.25, 15, 4, 3], 'viertel* quartal*'],
    [[1.5, 18], 'anderthalb eineinhalb anderthalb* eineinhalb*'],
    [[1], 'ein eins eine einen einem einer eines erst* einzig* einmal* einzel* ein*'],
    [[2], 'zwei zwo zweier zweien zweit* beide* doppel* doppelt* paar zweimal zwilling* duo zwei* verdoppel*'],
    [[3], 'drei dreier dritt* dreifach* dreimal trio drei* verdreifach*'],
    [[4], 'vier viert* viermal vierer quartett vier*'],
    [[5], 'fünf fünft* fünfmal fünf*'],
    [[6], 'sechs sechst* sechsmal sechs*'],
    [[7], 'sieben siebt* siebent* siebenmal sieben*'],
    [[8], 'acht achtmal achte* acht*'],
    [[9], 'neun neunt* neunmal neun*'],
    [[10], 'zehn zehnt* zehnmal jahrzehnt* zehn* dekade*'],
    [[11], 'elf elft* elfmal elf*'],
    [[12], 'zwölf zwölft* dutzend zwölf*'],
    [[12, 0, 24], 'mittag* mitternacht*'],
    [[13], 'dreizehn dreizehn*'],
    [[14], 'vierzehn vierzehn*'],
    [[15], 'fünfzehn fünfzehn*'],
    [[16], 'sechzehn sechzehn*'],
    [[17], 'siebzehn siebzehn*'],
    [[18], 'achtzehn achtzehn*'],
    [[19], 'neunzehn neunzehn*'],
    [[20], 'zwanzig zwanzig*'],
    [[30], 'dreißig dreissig dreißig* dreissig*'],
    [[40], 'vierzig vierzig*'],
    [[50], 'fünfzig fünfzig*'],
    [[60], 'sechzig sechzig*'],
    [[70], 'siebzig siebzig*'],
    [[80], 'achtzig achtzig*'],
    [[90], 'neunzig neunzig*'],
    [[100], 'hundert hunderte hunderten hundert* jahrhundert*'],
    [[1000], 'jahrtausend*'],
  ],
  scales: [
    [1e3, 'tausend tausende tausenden tsd'],
    [1e6, 'million millionen mio millionen* million*'],
    [1e9, 'milliarde milliarden mrd milliarden*'],
    [1e12, 'billion billionen bio billionen*'],
    [1e18, 'trillion trillionen'],
  ],
  months: [
    'januar jänner jan',
    'februar feber feb',
    'märz mrz',
    'april apr',
    'mai',
    'juni jun',
    'juli jul',
    'august aug',
    'september sept sep',
    'oktober okt',
    'november nov',
    'dezember dez',
  ],
  joins: 'und',
  compound: cut,
};
