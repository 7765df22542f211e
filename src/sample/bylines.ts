import type { SampleLanguage } from './content.ts';

/** How the paper's other editions write the names of its authors; absent ones stay as they are. */
const NAMES: Readonly<Partial<Record<SampleLanguage, Readonly<Record<string, string>>>>> = {
  en: { Redaktion: 'Newsroom', Hafendienst: 'Harbour service' },
  ru: {
    'Marlene Quast': 'Марлене Кваст',
    'Rieke Ohlsen': 'Рике Ользен',
    'Jannes Terhorst': 'Яннес Терхорст',
    'Tamar Weidlich': 'Тамар Вайдлих',
    'Piet Holm': 'Пит Хольм',
    Redaktion: 'Редакция',
    Hafendienst: 'Портовая служба',
  },
  fa: { 'Jannes Terhorst': 'یانس ترهورست', 'Tamar Weidlich': 'تامار وایدلیش' },
};

/** The authors of an article as an edition prints them. */
export function bylinesOf(authors: readonly string[], language: SampleLanguage): string[] {
  return authors.map((name) => NAMES[language]?.[name] ?? name);
}

/** The same as one line of text, with the commas of the language. */
export function bylineText(authors: readonly string[], language: SampleLanguage): string {
  return bylinesOf(authors, language).join(language === 'fa' ? '، ' : ', ');
}
