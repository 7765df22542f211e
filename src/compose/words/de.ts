import type { Words } from './words.ts';

/** German. */
export const de: Words = {
  language: 'de',
  direction: 'ltr',
  blocked: {
    article:
      'Die Website von {newsroom} ist in einigen Ländern gesperrt. Diese Kopie enthält den Artikel in voller Länge.',
    listing:
      'Die Website von {newsroom} ist in einigen Ländern gesperrt. Diese Kopie macht die Berichterstattung zugänglich.',
  },
  carried: {
    article:
      'Ein Artikel von {newsroom}, übernommen von {from} durch {by}, nicht durch die Redaktion selbst veröffentlicht.',
    listing:
      'Artikel von {newsroom}, übernommen von {from} durch {by}, nicht durch die Redaktion selbst veröffentlicht.',
  },
  sameIn: { article: 'Dieser Artikel {in}', listing: 'Diese Seite {in}' },
  sameElse: { article: 'Dieser Artikel: {autonym}', listing: 'Diese Seite: {autonym}' },
  inLanguage: {
    de: 'auf Deutsch',
    en: 'auf Englisch',
    ru: 'auf Russisch',
    fa: 'auf Persisch',
    uk: 'auf Ukrainisch',
    be: 'auf Belarussisch',
    fr: 'auf Französisch',
    es: 'auf Spanisch',
    tr: 'auf Türkisch',
    ar: 'auf Arabisch',
    zh: 'auf Chinesisch',
  },
  fromLanguage: {
    de: 'aus dem Deutschen',
    en: 'aus dem Englischen',
    ru: 'aus dem Russischen',
    fa: 'aus dem Persischen',
    uk: 'aus dem Ukrainischen',
    be: 'aus dem Belarussischen',
    fr: 'aus dem Französischen',
    es: 'aus dem Spanischen',
    tr: 'aus dem Türkischen',
    ar: 'aus dem Arabischen',
    zh: 'aus dem Chinesischen',
  },
  fromElse: '({autonym})',
  translation: {
    person: 'Von einem Menschen {from} übersetzt',
    checked: 'Maschinell {from} übersetzt, geprüft von {by} am {on}',
    machine: 'Maschinell {from} übersetzt, nicht geprüft',
  },
  languages: 'Sprachen',
  corrected: 'Korrigiert',
  withdrawn: 'Zurückgezogen',
  correction: 'Korrektur',
  correctedArticle: 'Dieser Artikel wurde korrigiert.',
  withdrawnArticle: 'Dieser Artikel wurde zurückgezogen. Der Grund:',
  dayTitle: 'Artikel vom {day}',
  olderDays: 'Frühere Tage',
  nothingYet: 'Hier ist noch nichts erschienen.',
  part: 'Teil {number} von {of}',
  previousPart: 'Voriger Teil',
  nextPart: 'Nächster Teil',
  check: {
    title: 'Ist diese Seite echt?',
    text: 'Diese Datei trägt ihren Beweis in sich, aber keine Seite kann für sich selbst bürgen. Speichern Sie sie und prüfen Sie sie mit {command}. Vergleichen Sie dabei den Fingerabdruck der Redaktion mit dem, den Sie aus einer anderen Quelle kennen.',
    app: 'Oder öffnen Sie sie in der Lese-App: {app}',
  },
  home: {
    blocked: 'Originaladresse (in einigen Ländern gesperrt): {home}',
    carried: 'Originaladresse: {home}',
  },
  months: [
    'Januar',
    'Februar',
    'März',
    'April',
    'Mai',
    'Juni',
    'Juli',
    'August',
    'September',
    'Oktober',
    'November',
    'Dezember',
  ],
  date: '{d}. {m} {y}',
};
