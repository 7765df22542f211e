import { newestKnown, provideEd25519 } from '../proof/index.ts';
import { readMedia } from './ask-carriers.ts';
import { CarrierPool } from './carrier-pool.ts';
import { Follower } from './follow.ts';
import { openKeeping, type Remembered } from './keeping.ts';
import { Knowledge } from './knowledge.ts';
import { type SessionPorts, STRATEGY, type Strategy } from './ports.ts';
import type { NewsroomCard, Session } from './session.ts';
import type { Visit } from './visit.ts';

/**
 * Opens the visit of one reader: see `session.ts`. Asks nobody and stores nothing until it is told to; what an earlier
 * visit was told to keep is read. `strategy` replaces parts of the app's own.
 */
export async function openSession(
  card: NewsroomCard,
  ports: SessionPorts,
  strategy: Partial<Strategy> = {},
): Promise<Session> {
  provideEd25519(async () => (await import('./old-browser.ts')).verifyEd25519);
  const followers = new Set<Follower>();
  const listeners = new Set<() => void>();
  const nowOpen = () => ({
    state: state(),
    pages: [...followers].flatMap(({ shown }) => (shown === null ? [] : [shown])),
  });
  const { keeping, store, remembered: stored } = await openKeeping(ports.storage, ports.now, nowOpen);
  const remembered = stored?.fingerprint === card.fingerprint ? stored : null;
  const whole = { ...STRATEGY, ...strategy };
  const pool = new CarrierPool(card.carriers, ports, whole, () => {
    for (const listener of listeners) listener();
  });
  pool.replace(remembered?.carriers ?? []);
  pool.win(remembered?.winner ?? null);
  const known =
    remembered === null ? card.trust : await newestKnown(card.trust, remembered.known).catch(() => card.trust);
  const { seen = null, evidence = null } = remembered ?? {};
  const start = { fingerprint: card.fingerprint, known, seen, evidence };
  const knowledge = new Knowledge(start, ports.now, () => store.remember(state()));
  const state = (): Remembered => ({
    fingerprint: card.fingerprint,
    known: knowledge.known,
    seen: knowledge.seen,
    evidence: knowledge.evidence,
    carriers: pool.named,
    winner: pool.winner,
  });
  const visit: Visit = { pool, knowledge, ports, strategy: whole, objects: new Map(), pages: new Map() };

  return {
    card,
    keeping,
    carriers: () => pool.standings(),
    onCarriers(listener) {
      listeners.add(listener);
    },
    evidence: () => knowledge.evidence,
    follow(path, onView, signal) {
      const follower = new Follower(visit, store, path, onView, signal);
      followers.add(follower);
      void follower
        .run()
        .catch((error: unknown) => {
          console.error(error);
          if (!signal.aborted) onView({ kind: 'unreached', path, failure: null });
        })
        .finally(() => followers.delete(follower));
    },
    async checkFile(bytes, name) {
      const { checkFile } = await import('./check-file.ts');
      return checkFile(visit, card.newsroom, bytes, name);
    },
    loadMedia: (file, signal) => readMedia(visit, file, signal),
  };
}
