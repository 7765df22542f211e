import { fetch } from 'undici';
import type { EngineSettings, SecretReference } from '../../platform/config/index.ts';
import type { Engine } from '../engine.ts';
import { apertium } from './apertium.ts';
import { chat } from './chat.ts';
import { deepl } from './deepl.ts';
import type { Dialect } from './dialect.ts';
import { type DriveOptions, drive, pauseFor } from './drive.ts';
import { libretranslate } from './libretranslate.ts';

/** What an engine needs from whoever opens it. */
export interface EngineParts {
  /** Reads the engine's key: `readSecret` of the settings with folder and environment filled in. */
  readonly readSecret: (reference: SecretReference) => Promise<string>;
  /** Default: that of the platform. */
  readonly fetch?: typeof fetch;
  /** How long one translation may take, however many requests it needs. Default: ten minutes. */
  readonly answerMs?: number;
  /** How pauses between tries are made. Default: by waiting. */
  readonly pause?: DriveOptions['pause'];
}

const ANSWER_MS = 600_000;

/**
 * Opens an engine of the settings. Nothing is asked of it yet: one that is down costs drafts, never the start of the
 * program. Its key is read once, and is in no message and no result.
 *
 * @throws ConfigError `secret-missing` when its key is not where the settings say
 * @example
 * const engine = await openEngine(settings.engines[0], { readSecret: (at) => readSecret(at, { folder, env }) });
 * const { results } = await engine.translate({ from: 'de', to: 'ru', segments, terms: [] }, signal);
 */
export async function openEngine(settings: EngineSettings, parts: EngineParts): Promise<Engine> {
  const key = settings.key === undefined ? undefined : await parts.readSecret(settings.key);
  return drive(dialectOf(settings, key), {
    name: settings.name,
    timeoutMs: settings.timeoutMs,
    answerMs: parts.answerMs ?? ANSWER_MS,
    key,
    fetch: parts.fetch ?? fetch,
    pause: parts.pause ?? pauseFor,
  });
}

function dialectOf({ kind, address, model }: EngineSettings, key: string | undefined): Dialect {
  switch (kind) {
    case 'libretranslate':
      return libretranslate({ address, key });
    case 'deepl':
      return deepl({ address, key });
    case 'chat':
      return chat({ address, key, model: model ?? '' });
    case 'apertium':
      return apertium({ address, key });
  }
}
