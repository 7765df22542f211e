import { createSigner } from '../../proof/index.ts';
import {
  changeTargets,
  fileReader,
  isNamedIn,
  nextOnlineKey,
  openOfflineKeys,
  openOnlineKeys,
  openTrustKey,
  readPublishedHead,
  readTrust,
  replaceLog,
  reprovePages,
  retirement,
} from '../index.ts';
import type { OnStep } from '../staging.ts';
import { NEWSROOM, scratchOptions } from './scratch-newsroom.ts';

const LATER = () => new Date('2026-11-22T12:00:00Z');

/** Retires the log in use of a scratch newsroom, unless another one has followed already. */
export async function retireScratch(path: string, onStep: OnStep = () => {}): Promise<void> {
  const { folder, makeTwins } = await scratchOptions(path, LATER);
  const keys = `${path}/keys`;
  const read = fileReader(folder.files);
  await reprovePages({ folder, makeTwins, onStep });
  const trust = await readTrust(read);
  const head = await readPublishedHead(read);
  if (trust === null || head === null) throw new TypeError('a scratch newsroom with an edition');
  if (trust.retired.length > 0) return;
  const next = async (role: 'log' | 'clock') =>
    createSigner({ ...(await nextOnlineKey(keys, NEWSROOM, role, isNamedIn(trust))), now: LATER });
  const signers = { log: await next('log'), clock: await next('clock') };
  const targets = await openOfflineKeys(keys, NEWSROOM, trust, 'targets', async () => null, 'retire the log');
  const change = await retirement(trust, head, signers, LATER());
  await replaceLog({
    folder,
    newsroom: NEWSROOM,
    next: signers,
    trust: await changeTargets(trust, change, targets, await openTrustKey(keys, NEWSROOM, trust), LATER()),
    now: LATER,
    makeTwins,
    onStep,
  });
  await openOnlineKeys(keys, NEWSROOM, (await readTrust(read)) ?? trust, LATER);
}
