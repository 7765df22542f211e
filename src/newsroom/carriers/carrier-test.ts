import { randomBytes } from 'node:crypto';
import {
  adviseS3,
  type Carrier,
  CarryError,
  inspectPublic,
  openCarrier,
  PublicAddress,
  type PublicFinding,
  probeS3,
} from '../../carry/index.ts';
import { TamizdatError } from '../../errors/index.ts';
import { type CarrierSettings, ConfigError } from '../../platform/config/index.ts';
import { resolveTarget, type Secrets } from './carrier-target.ts';
import { openEditionFiles } from './edition-files.ts';

/** One thing that was tried with a carrier. */
export interface CarrierCheck {
  /** `opens`, `writes`, `reads`, `lists`, `removes`; `host: …` of what its service says of itself; `public: …` of what readers get. */
  readonly check: string;
  /** `unknown` where it could not be tried; a `warning` costs or tells more than it should, and it is a carrier all the same. */
  readonly result: 'passed' | 'warning' | 'failed' | 'unknown';
  /** What was found, in a few words. */
  readonly says: string;
  /** What a person can do; null where there is nothing. */
  readonly hint: string | null;
}

const PROBE_BYTES = 64;

/**
 * Tries a carrier: opens it, writes a file that no edition has, reads it, finds it in the list and takes it away; then, where
 * it has a public address and holds an edition, asks there what readers get. Never throws for what the carrier does.
 * @param files folder of the edition's files
 */
export async function testCarrier(of: {
  readonly carrier: CarrierSettings;
  readonly newsroom: string;
  readonly secrets: Secrets;
  readonly files: string;
  readonly signal?: AbortSignal | undefined;
}): Promise<CarrierCheck[]> {
  const { carrier: settings, newsroom, secrets, signal } = of;
  const checks: CarrierCheck[] = [];
  /** False when it failed: what comes after it is not tried. */
  const attempt = async (check: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      checks.push({ check, result: 'passed', says: await work(), hint: null });
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof CarryError || error instanceof ConfigError)) throw error;
      checks.push({ check, result: 'failed', says: error.message, hint: error.hint ?? null });
      return false;
    }
  };
  let opened: Carrier | null = null;
  await attempt('opens', async () => {
    const target = await resolveTarget(settings, secrets);
    opened = await openCarrier(target, { name: settings.name, newsroom, ...(signal && { signal }) });
    return 'it is there, and ours to write to';
  });
  if (opened !== null) {
    try {
      await tryFile(opened, attempt, signal);
    } finally {
      await (opened as Carrier).close();
    }
    if (settings.kind === 's3') checks.push(...(await askService(settings, of)));
  }
  if (settings.address !== undefined) checks.push(...(await askPublic(settings.address, of)));
  return checks;
}

type Attempt = (check: string, work: () => Promise<string>) => Promise<boolean>;

async function tryFile(carrier: Carrier, attempt: Attempt, signal: AbortSignal | undefined): Promise<void> {
  const path = `o/00/tamizdat-test-${randomBytes(8).toString('hex')}`;
  const bytes = new Uint8Array(randomBytes(PROBE_BYTES));
  const isWritten = await attempt('writes', async () => {
    await carrier.write(path, bytes, signal);
    await carrier.settle(signal);
    return `${PROBE_BYTES} bytes`;
  });
  if (isWritten) {
    await attempt('reads', async () => {
      const found = await carrier.read(path, PROBE_BYTES, signal);
      if (found !== null && Buffer.compare(found, bytes) === 0) return 'the very bytes that were written';
      throw failed(carrier, found === null ? 'does not give back what it took' : 'gives back other bytes than it took');
    });
    if (carrier.capabilities.canList) {
      await attempt('lists', async () => {
        for await (const file of carrier.list(signal)) if (file.path === path) return 'what was written is in the list';
        throw failed(carrier, 'does not list what it took');
      });
    }
  }
  // Whatever became of writing: half of a file may be there.
  await attempt('removes', async () => {
    await carrier.remove(path, signal);
    await carrier.settle(signal);
    if ((await carrier.read(path, PROBE_BYTES, signal)) === null) return 'what was removed is gone';
    throw failed(carrier, 'still gives out what was removed');
  });
}

function failed({ name }: Carrier, what: string): CarryError {
  return new CarryError('carrier-failed', `${name} ${what}`, {
    hint: 'it is no carrier like this: ask its provider, or take another',
  });
}

type Of = Parameters<typeof testCarrier>[0];

/** What the service of a bucket says of itself. */
async function askService(settings: CarrierSettings, { secrets, signal }: Of): Promise<CarrierCheck[]> {
  try {
    const target = await resolveTarget(settings, secrets);
    if (target.kind !== 's3') return [];
    const results = { good: 'passed', warning: 'warning', bad: 'failed', unknown: 'unknown' } as const;
    return adviseS3(await probeS3(target, { name: settings.name, ...(signal && { signal }) })).map(
      ({ about, outcome, says, hint }) => ({
        check: `host: ${about}`,
        result: results[outcome],
        says,
        hint: hint ?? null,
      }),
    );
  } catch (error) {
    return [unanswered('host: answers', error, signal)];
  }
}

/** What readers get at the public address. */
async function askPublic(href: string, { files, signal }: Of): Promise<CarrierCheck[]> {
  const address = new PublicAddress(href);
  try {
    const { findings } = await inspectPublic({ address, edition: openEditionFiles(files), signal });
    return findings.map(publicCheck);
  } catch (error) {
    return [unanswered('public: answers', error, signal)];
  } finally {
    await address.close();
  }
}

/** Without these readers get wrong or no pages; what else is missing only makes it slower, or closed to the reader app. */
const NEEDED: readonly PublicFinding['check'][] = ['same-bytes', 'absent', 'no-cookies'];

function publicCheck({ check, result, path, found }: PublicFinding): CarrierCheck {
  const missed = NEEDED.includes(check) ? 'failed' : 'warning';
  return {
    check: `public: ${check}`,
    result: result === 'failed' ? missed : result,
    says: path === '' ? found : `${path}: ${found}`,
    hint: result === 'failed' ? 'see docs/carriers/README.md: what is asked of a public address' : null,
  };
}

function unanswered(check: string, error: unknown, signal: AbortSignal | undefined): CarrierCheck {
  signal?.throwIfAborted();
  if (!(error instanceof TamizdatError)) throw error;
  return { check, result: 'failed', says: error.message, hint: error.hint ?? null };
}
