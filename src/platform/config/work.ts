import { resolve } from 'node:path';
import type { z } from 'zod';
import type { SettingsFault } from './error.ts';
import type { FaultFinder } from './faults.ts';
import type { schema } from './schema.ts';
import { type PartnerSettings, partnerFaults, settlePartners } from './schema-partner.ts';
import type { SecretReference } from './secret.ts';

/** A machine that translates. */
export interface EngineSettings {
  /** Unique among the engines. */
  readonly name: string;
  /** `chat` is any endpoint that speaks the chat completions of OpenAI. */
  readonly kind: 'libretranslate' | 'deepl' | 'chat' | 'apertium';
  /** Absolute http(s) address. */
  readonly address: string;
  readonly key?: SecretReference;
  /** Of a chat endpoint: which of its models. */
  readonly model?: string;
  /** How long one request may take. */
  readonly timeoutMs: number;
}

/** Which language is translated into which, and by whom first. */
export interface TranslationSettings {
  readonly from: string;
  readonly to: string;
  /** Name of the engine that drafts; absent: memory and people alone. */
  readonly engine?: string;
  /** `reviewed`: a person confirms each block first. `unchecked`: out at once, labelled as such. */
  readonly publish: 'reviewed' | 'unchecked';
}

/** Somebody who is told what was published, corrected or withdrawn. */
export interface WebhookSettings {
  readonly address: string;
  /** What the message is signed with. */
  readonly secret: SecretReference;
}

/** Where blobs are kept when not in the newsroom's folder. */
export interface ObjectStoreSettings {
  /** Address of the S3 service. */
  readonly address: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: SecretReference;
  readonly key: SecretReference;
}

/** Copies of the database that are made by themselves. */
export interface BackupSettings {
  /** Absolute path. */
  readonly folder: string;
  /** How many are kept; older ones are removed. */
  readonly keep: number;
}

/** The part of the settings that is about the newsroom's own work. */
export interface WorkSettings {
  /** Where the address of the PostgreSQL database is written; absent: the embedded database in the newsroom's folder. */
  readonly database?: SecretReference;
  /** Absent: a directory in the newsroom's folder. */
  readonly blobs?: ObjectStoreSettings;
  /** Where the database is written to every night; absent: nowhere. */
  readonly backups?: BackupSettings;
  readonly engines: readonly EngineSettings[];
  readonly translations: readonly TranslationSettings[];
  /** Languages of which nothing that arrives is published before a person let it go. */
  readonly review: readonly string[];
  /** The console of `tamizdat run`. `address` is what people open when a web server stands in front of it. */
  readonly console: {
    readonly host: string;
    readonly port: number;
    readonly address?: string;
    /** Header in which a trusted proxy names the person; absent: none is believed. */
    readonly signInHeader?: string;
  };
  readonly webhooks: readonly WebhookSettings[];
  /** Sites that carry articles as their own posts. */
  readonly partners: readonly PartnerSettings[];
}

type Parsed = z.output<typeof schema>;

/** Fills in the defaults. `folder` is what relative paths are relative to. */
export function settleWork(parsed: Parsed, folder: string): WorkSettings {
  const { database, blobs, backups, engines = [], translations = [], review = [], webhooks = [] } = parsed;
  const { host = '127.0.0.1', port = 4470, address, signInHeader } = parsed.console ?? {};
  return {
    ...(database === undefined ? {} : { database }),
    ...(blobs === undefined
      ? {}
      : {
          blobs: {
            address: blobs.s3,
            bucket: blobs.bucket,
            region: blobs.region ?? 'us-east-1',
            keyId: blobs.keyId,
            key: blobs.key,
          },
        }),
    ...(backups === undefined
      ? {}
      : { backups: { folder: resolve(folder, backups.folder), keep: backups.keep ?? 14 } }),
    engines: engines.map(({ name, kind, address: at, key, model, timeout }) => ({
      name,
      kind,
      address: at,
      ...(key === undefined ? {} : { key }),
      ...(model === undefined ? {} : { model }),
      timeoutMs: timeout ?? 20_000,
    })),
    translations: translations.map(({ from, to, engine, publish }) => ({
      from,
      to,
      ...(engine === undefined ? {} : { engine }),
      publish: publish ?? 'reviewed',
    })),
    review,
    console: {
      host,
      port,
      ...(address === undefined ? {} : { address }),
      ...(signInHeader === undefined ? {} : { signInHeader }),
    },
    webhooks,
    partners: settlePartners(parsed.partners),
  };
}

/** Rules between these settings, on the raw value; see `crossFaults`. */
export function workFaults(raw: Readonly<Record<string, unknown>>, finder: FaultFinder): SettingsFault[] {
  const faults: SettingsFault[] = [];
  const languages = listOf(raw.languages);
  const carried = `one of ${languages.join(', ')}`;
  const engines = listOf(raw.engines);
  const names = engines.map((each) => each?.name);
  for (const [at, each] of engines.entries()) {
    if (each?.name !== undefined && names.indexOf(each.name) < at)
      faults.push(
        finder.at(['engines', at, 'name'], `repeats ${String(each.name)}`, 'a name of its own for each engine'),
      );
    if (each?.kind === 'chat' && each.model === undefined)
      faults.push(finder.at(['engines', at], 'names no model, and a chat endpoint has many', 'model: some-model'));
    if (each?.kind === 'deepl' && each.key === undefined)
      faults.push(finder.at(['engines', at], 'has no key, and DeepL answers nobody without', 'key: env:DEEPL_KEY'));
  }
  const translations = listOf(raw.translations);
  const targets = translations.map((each) => each?.to);
  for (const [at, each] of translations.entries()) {
    for (const end of ['from', 'to'] as const) {
      const language = each?.[end];
      if (language !== undefined && !languages.includes(language))
        faults.push(finder.at(['translations', at, end], 'is a language that is not carried', carried));
    }
    if (each?.from !== undefined && each.from === each.to)
      faults.push(finder.at(['translations', at, 'to'], 'is the language translated from', 'another one'));
    if (each?.to !== undefined && targets.indexOf(each.to) < at)
      faults.push(finder.at(['translations', at, 'to'], `repeats ${String(each.to)}`, 'each language once'));
    if (each?.engine !== undefined && !names.includes(each.engine))
      faults.push(
        finder.at(
          ['translations', at, 'engine'],
          'names no engine of this file',
          names.length > 0 ? `one of ${names.join(', ')}` : 'an engine under engines first',
        ),
      );
    if (each?.publish === 'unchecked' && each.engine === undefined)
      faults.push(
        finder.at(
          ['translations', at, 'publish'],
          'is unchecked, and no engine translates',
          'engine: …, or publish: reviewed',
        ),
      );
  }
  for (const [at, language] of (Array.isArray(raw.review) ? raw.review : []).entries()) {
    if (!languages.includes(language))
      faults.push(finder.at(['review', at], 'is a language that is not carried', carried));
  }
  faults.push(...partnerFaults(raw, finder));
  return faults;
}

/** The members of a list that are objects; anything else, which the schema refuses, as undefined. */
function listOf(value: unknown): (Readonly<Record<string, unknown>> | undefined)[] & unknown[] {
  return Array.isArray(value) ? value : [];
}
