import { canonicalLanguage } from '../../article/index.ts';
import { ConfigError, parseSettings, type SettingsValues, settingsTemplate } from '../../platform/config/index.ts';

/** The steps of the wizard, in order. */
export const STEPS = ['newsroom', 'languages', 'sources', 'carriers', 'keys'] as const;
export type Step = (typeof STEPS)[number];

/** What was typed so far, as it was typed. */
export interface SetupDraft {
  readonly newsroom: string;
  readonly title: string;
  readonly home: string;
  readonly languages: string;
  readonly sources: readonly { readonly kind: 'feed' | 'sitemap'; readonly address: string }[];
  readonly carriers: readonly {
    readonly name: string;
    readonly directory: string;
    readonly address: string;
    readonly group: string;
  }[];
}

/** What the wizard begins with: one folder beside the newsroom's own, served on this machine. */
export const EMPTY_DRAFT: SetupDraft = {
  newsroom: '',
  title: '',
  home: '',
  languages: '',
  sources: [],
  carriers: [{ name: 'local', directory: 'public', address: '', group: '' }],
};

/** Which settings each step is about. */
const SETTINGS_OF: Readonly<Record<Step, readonly string[]>> = {
  newsroom: ['newsroom', 'title', 'home'],
  languages: ['languages'],
  sources: ['sources'],
  carriers: ['carriers', 'serve'],
  keys: [],
};

/** The languages of a line, in canonical form where they are languages; else as they were written. */
export function languagesOf(line: string): string[] {
  const words = line.split(/[\s,;]+/).filter((word) => word !== '');
  return [...new Set(words.map((word) => canonicalLanguage(word) ?? word))];
}

/** The settings that a draft makes. */
export function valuesOf(draft: SetupDraft): SettingsValues {
  const [first] = draft.carriers;
  return {
    newsroom: draft.newsroom.trim().toLowerCase(),
    title: draft.title.trim(),
    home: draft.home.trim(),
    languages: languagesOf(draft.languages),
    sources: draft.sources.map(({ kind, address }) =>
      kind === 'feed' ? { feed: address, every: '5m' } : { sitemap: address, every: '5m' },
    ),
    carriers: draft.carriers.map(({ name, directory, address, group }) => ({
      name,
      directory,
      ...(address === '' ? {} : { address }),
      ...(group === '' ? {} : { group }),
    })),
    ...(first === undefined ? {} : { serve: { carrier: first.name, host: '127.0.0.1', port: 8080 } }),
  };
}

/** Stands in for steps that were not taken yet, so that one step can be judged alone. */
const SOUND: SetupDraft = {
  ...EMPTY_DRAFT,
  newsroom: 'courier.example',
  title: 'The Courier',
  home: 'https://courier.example/',
  languages: 'en',
};

/**
 * What is wrong with what was typed in one step, as sentences; the very rules that the settings file has, so that there
 * is one place where they stand.
 */
export function faultsOf(draft: SetupDraft, step: Step): string[] {
  const names = SETTINGS_OF[step];
  const judged = { ...SOUND, ...Object.fromEntries(FIELDS_OF[step].map((field) => [field, draft[field]])) };
  try {
    parseSettings(settingsTemplate(valuesOf(judged)), 'tamizdat.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults
      .filter(({ wrong }) => names.some((name) => new RegExp(`^${name}\\b`).test(wrong)))
      .map(({ wrong, write }) => `${wrong}. Write for example: ${write}`);
  }
}

const FIELDS_OF: Readonly<Record<Step, readonly (keyof SetupDraft)[]>> = {
  newsroom: ['newsroom', 'title', 'home'],
  languages: ['languages'],
  sources: ['sources'],
  carriers: ['carriers'],
  keys: [],
};

/** The first step that is not in order; null when a newsroom can be made. */
export function firstUnready(draft: SetupDraft): Step | null {
  return STEPS.find((step) => faultsOf(draft, step).length > 0) ?? null;
}
