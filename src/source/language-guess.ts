/** Letters of the Arabic script that tell its languages apart. */
const ARABIC: readonly (readonly [string, RegExp])[] = [
  ['ur', /[ٹڈڑںے]/gu],
  ['fa', /[پچژگک]/gu],
  ['ar', /[ةىكي]/gu],
];

/** Scripts and letters only one of these languages writes; the first with more than a trace of its letters wins. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['he', /[א-ת]/gu],
  ['el', /[α-ω]/gu],
  ['ka', /[ა-ჰ]/gu],
  ['hy', /[ա-ֆ]/gu],
  ['ja', /[ぁ-ゖァ-ヺ]/gu],
  ['ko', /[가-힣]/gu],
  ['be', /[ў]/gu],
  ['uk', /[їєґ]/gu],
  ['ru', /[а-яё]/gu],
  ['zh', /[\u4e00-\u9fff]/gu],
];
/** Share of letters that is more than a name or a loan word. */
const TRACE = 0.005;

const WORDS: Readonly<Record<string, string>> = {
  en: 'the and of to in that is was for it with as on be at by this had not are but from or have an they which',
  de: 'der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont aux avec',
  es: 'de la que el en y a los del se las por un para con no una su al lo como más pero sus le ha',
  it: 'di e il la che in a per un del non una con sono le da si della dei nel alla più al come gli ha',
  pl: 'w i na z do się nie że to jest o jak przez po od za oraz dla ale są tym który było',
  pt: 'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das',
  nl: 'de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan',
  tr: 've bir bu da de için ile olarak daha çok olan gibi sonra kadar ne var en ama',
  cs: 'a v se na je že o s z do i to k ve pro za by ale si po jako podle už jsou které',
};

/**
 * The language a text seems to be in, by script and commonest words, or null. The last resort when nothing declares
 * it, and always reported: a wrong guess would put an article on the wrong front page.
 */
export function guessLanguage(text: string): string | null {
  const sample = text.slice(0, 20_000).toLowerCase();
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 20) return null;
  const latin = sample.match(/[a-zà-ɏ]/gu)?.length ?? 0;
  if (latin < letters / 2) {
    const count = (sign: RegExp): number => sample.match(sign)?.length ?? 0;
    const isArabic = count(/[\u0600-\u06ff]/gu) > letters / 2;
    const [best] = (isArabic ? ARABIC : SCRIPTS).filter(([, sign]) => count(sign) > letters * TRACE);
    return best?.[0] ?? null;
  }
  const words = sample.match(/\p{L}+/gu) ?? [];
  const scores = Object.entries(WORDS)
    .map(([language, list]) => {
      const known = new Set(list.split(' '));
      return { language, share: words.filter((word) => known.has(word)).length / words.length };
    })
    .sort((a, b) => b.share - a.share);
  const [best, second] = scores;
  if (best === undefined || best.share < 0.12) return null;
  return second !== undefined && second.share > best.share * 0.8 ? null : best.language;
}
