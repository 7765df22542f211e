/**
 * Text with the entropy of news prose but of nobody's making, for tests of the byte budget: stems and endings drawn by
 * a fixed generator. Compressed, it comes out a little larger than real articles of the
 * same number of words, so that what passes with it passes with them; `budget.test.ts` holds it to that.
 */

const STEMS: Readonly<Record<'ru' | 'fa', readonly string[]>> = {
  ru: 'город порт берег совет школ учител корабл вод ветер дожд рыбак рынок мост улиц дорог поезд вокзал театр музей книг письм газет новост житель сосед врач больниц депутат решен проект строительств бюджет миллион процент завод рабоч погод зим лет весн осен утр вечер ноч солнц снег лед река остров маяк причал склад груз контейнер кран капитан матрос ремонт закон суд полици пожар спасател волонтер помощ выставк концерт оркестр спортсмен команд матч победител чемпион тренер зрител билет цен налог кредит компани директор договор поставк энерги электричеств тепл трубопровод площад памятник истори археолог находк исследован учен университет студент лаборатор опыт результат открыт'.split(
    ' ',
  ),
  fa: 'شهر بندر ساحل شورا مدرسه معلم کشتی آب باد باران ماهیگیر بازار پل خیابان جاده قطار ایستگاه تئاتر موزه کتاب نامه روزنامه خبر ساکن همسایه پزشک بیمارستان نماینده تصمیم طرح ساختمان بودجه میلیون درصد کارخانه کارگر هوا زمستان تابستان بهار پاییز صبح عصر شب خورشید برف یخ رود جزیره فانوس اسکله انبار بار جرثقیل ناخدا ملوان تعمیر قانون دادگاه پلیس آتش نجات داوطلب کمک نمایشگاه کنسرت ارکستر ورزشکار تیم مسابقه برنده قهرمان مربی تماشاگر بلیت قیمت مالیات شرکت مدیر قرارداد تحویل انرژی برق گرما میدان یادبود تاریخ کشف پژوهش دانشمند دانشگاه دانشجو آزمایشگاه آزمایش نتیجه'.split(
    ' ',
  ),
};
const ENDINGS: Readonly<Record<'ru' | 'fa', readonly string[]>> = {
  ru: ['', 'а', 'у', 'ом', 'е', 'ы', 'ов', 'ам', 'ами', 'ах', 'ный', 'ная', 'ного', 'ных', 'ил', 'или', 'ает', 'ают'],
  fa: ['', 'ها', 'های', 'ی', 'ان', '‌ها', '‌های', '‌ای', '‌اش', 'ات'],
};
const SMALL: Readonly<Record<'ru' | 'fa', readonly string[]>> = {
  ru: 'в и на не что с по это как он из но за то к у же от о его для мы до так вы бы только ещё когда уже или если были после под при без'.split(
    ' ',
  ),
  fa: 'در و به از که این را با است برای آن یک تا هم بر اما یا شد بود خود هر اگر پس نیز می‌شود کرده بی بین پیش همه'.split(
    ' ',
  ),
};

/** A fixed sequence of numbers in [0, 1), one per seed (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Paragraphs of about sixty words, `words` of them in all. */
export function prose(language: 'ru' | 'fa', words: number, seed = 1): string[] {
  const random = sequence(seed);
  const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const word = (): string => (random() < 0.2 ? one(SMALL[language]) : one(STEMS[language]) + one(ENDINGS[language]));
  const paragraphs: string[] = [];
  for (let left = words; left > 0; left -= 60) {
    let text = '';
    for (let at = 0; at < Math.min(60, left); at += 1) {
      const each = word();
      const opens = text === '' || text.endsWith('. ');
      text += opens ? each.charAt(0).toUpperCase() + each.slice(1) : each;
      text += random() < 0.08 ? '. ' : random() < 0.1 ? (language === 'fa' ? '، ' : ', ') : ' ';
    }
    paragraphs.push(`${text.trim().replace(/[.,،]$/, '')}.`);
  }
  return paragraphs;
}
