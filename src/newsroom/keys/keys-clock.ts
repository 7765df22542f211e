import { makeTwins } from '../../compose/index.ts';
import {
  cosignEdition,
  EditionError,
  listKeys,
  type OnlineKey,
  openOnlineKey,
  reprovePages,
} from '../../edition/index.ts';
import { openLog } from '../../platform/telemetry/index.ts';
import { bytesOf, createSigner, parseNote, parsePolicy, type Signer } from '../../proof/index.ts';
import { Carriers } from '../carriers/carriers.ts';
import { faultText } from '../carriers/fault-text.ts';
import { openDatabase } from '../keeping/storage.ts';
import type { HeldKeys, KeyPorts } from './keys-folder.ts';

/**
 * Prepares for a policy that names another clock. A page counts only when the clock of the policy dates the tree that
 * proves it, so every page is first proven against the newest tree, which both clocks date, and that is carried: a carrier
 * gets trust data before pages, and would else show pages that its trust data refuses. All pages are genuine at every step
 * in between. Does nothing for a policy that keeps the clock.
 */
export async function dateByBothClocks(held: HeldKeys, policy: string, ports: KeyPorts): Promise<void> {
  const { clock } = await parsePolicy(bytesOf(policy));
  if (clock === null || clock.verifierKey === held.trust.clock.verifierKey) return;
  const signer = await openClock(held, clock.verifierKey, ports.now);
  const options = { folder: held.edition, makeTwins, ...(ports.onStep && { onStep: ports.onStep }) };
  const dated = await cosignEdition({
    ...options,
    ask: async (checkpoint) => {
      const { text } = parseNote(checkpoint);
      return [{ name: signer.name, keyId: signer.keyId, bytes: await signer.sign(text) }];
    },
  });
  // Before the first edition there is nothing to date.
  if (dated.length === 0) return;
  await reprovePages(options);
  await carryOnce(held, ports.now);
}

async function openClock({ places, settings }: HeldKeys, verifierKey: string, now: () => Date): Promise<Signer> {
  const found = (await listKeys(places.keys)).find(({ verifier }) => verifier?.verifierKey === verifierKey);
  if (found === undefined) {
    throw new EditionError('key-missing', `${places.keys} lacks the new clock key`, {
      hint: 'restore it from your backup of the keys folder, or rotate the clock again',
    });
  }
  return createSigner({ ...(await openOnlineKey(places.keys, settings.newsroom, found.file as OnlineKey)), now });
}

async function carryOnce({ places, settings, edition }: HeldKeys, now: () => Date): Promise<void> {
  const log = openLog({ level: settings.log });
  const store = await openDatabase(settings, places);
  try {
    const reports = await new Carriers({ db: store.db, files: edition.files, now, log }).carry(settings);
    for (const report of reports) {
      const fault = faultText(report);
      // Not a reason to stop: a carrier may be gone for good.
      if (fault !== null) log.warn(`carrier ${report.carrier} lacks the pages that the new clock dates`, { fault });
    }
  } finally {
    await store.close().finally(() => log.close());
  }
}
