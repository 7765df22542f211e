/** Monday to Sunday, as words begin; letters as `folded` has them. */
export const WEEKDAYS: Readonly<Record<string, readonly string[]>> = {
  be: ['панядзел', 'аўтор', 'серад', 'чацв', 'пятніц', 'субот', 'нядзел'],
  de: ['montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag sonnabend', 'sonntag'],
  en: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  es: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'],
  fa: ['دوشنبه', 'سهشنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه', 'شنبه', 'یکشنبه'],
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  ru: ['понедельник', 'вторник', 'среду среда среды среде', 'четверг', 'пятниц', 'суббот', 'воскресен'],
  tr: ['pazartesi', 'salı', 'çarşamba', 'perşembe', 'cuma', 'cumartesi', 'pazar'],
  uk: ['понеділ', 'вівтор', 'серед', 'четвер', 'пятниц', 'субот', 'неділ'],
};
