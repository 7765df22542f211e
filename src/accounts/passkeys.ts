import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Attempts } from './attempts.ts';
import type { AccountsContext } from './context.ts';
import type { SignIn } from './passwords.ts';
import { openPerson, type Person, personOf } from './people.ts';
import { parseLabel } from './person-name.ts';
import { hashOfSecret, newSecret } from './secret.ts';
import { beginSession } from './sessions.ts';

/** Loaded when somebody uses a passkey: a newsroom at rest has 20 MB less in memory without it. */
const webauthn = () => import('@simplewebauthn/server');

/** The console as a browser has it in its address bar. */
export interface PasskeyPlace {
  /** `https://console.courier.example` */
  readonly origin: string;
  /** Its host name, which passkeys are made for. */
  readonly host: string;
  /** What browsers show beside it: the newsroom. */
  readonly newsroom: string;
}

/** A passkey of a person. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  /** ISO. */
  readonly createdAt: string;
  /** UTC day, or null. */
  readonly usedOn: string | null;
}

/**
 * Passkeys (WebAuthn level 3). Each is kept by its owner's device together with who they are, so nobody types a name and
 * nobody can ask which names exist; the device has to have checked its owner. A challenge is made here, kept as a hash, and
 * good for one answer within five minutes, right or wrong.
 */
export interface Passkeys {
  /** Whether a browser would make one here: it does not for bare numbers such as 127.0.0.1. */
  mayServe(place: PasskeyPlace): boolean;
  list(person: string): Promise<Passkey[]>;
  /** What to give to `navigator.credentials.create`. */
  offer(person: Person, place: PasskeyPlace): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** Keeps a passkey that a browser made for the offer. `response` is whatever came. */
  add(person: Person, response: unknown, name: string, place: PasskeyPlace): Promise<'done' | 'refused'>;
  remove(person: Person, id: string): Promise<void>;
  /** What to give to `navigator.credentials.get`; the seconds to wait when too many ask. */
  ask(place: PasskeyPlace): Promise<PublicKeyCredentialRequestOptionsJSON | number>;
  signIn(response: unknown, place: PasskeyPlace): Promise<SignIn>;
}

const CHALLENGE_MS = 5 * 60_000;
/** More than anybody has devices. */
const MAX_PASSKEYS = 20;

/** The challenge that an answer says it answers; null when it says nothing readable. */
function challengeOf(response: unknown): string | null {
  const inner = (response as { response?: { clientDataJSON?: unknown } } | null)?.response;
  if (typeof inner?.clientDataJSON !== 'string') return null;
  try {
    const { challenge } = JSON.parse(Buffer.from(inner.clientDataJSON, 'base64url').toString('utf8'));
    return typeof challenge === 'string' ? challenge : null;
  } catch {
    return null;
  }
}

/** What the library makes of an answer; null when it throws, which it does at everything malformed. */
async function verified<T extends { readonly verified: boolean }>(work: () => Promise<T>): Promise<T | null> {
  try {
    const result = await work();
    return result.verified ? result : null;
  } catch {
    return null;
  }
}

export function openPasskeys(context: AccountsContext, attempts: Attempts): Passkeys {
  const { db, now, random, note } = context;

  async function newChallenge(person: string | null): Promise<Uint8Array<ArrayBuffer>> {
    const at = now();
    const challenge = newSecret(random);
    const expires = new Date(at.getTime() + CHALLENGE_MS).toISOString();
    await db.deleteFrom('challenges').where('expires_at', '<=', at.toISOString()).execute();
    await db
      .insertInto('challenges')
      .values({ hash: hashOfSecret(challenge), person, expires_at: expires })
      .execute();
    return new Uint8Array(Buffer.from(challenge, 'base64url'));
  }

  /** Uses a challenge up. False when it was not asked, not of this person, or answered before. */
  async function takeChallenge(challenge: string, person: string | null): Promise<boolean> {
    const row = await db
      .deleteFrom('challenges')
      .where('hash', '=', hashOfSecret(challenge))
      .returningAll()
      .executeTakeFirst();
    return row !== undefined && row.person === person && row.expires_at > now().toISOString();
  }

  const ofPerson = (person: string) => db.selectFrom('passkeys').selectAll().where('person', '=', person);

  return {
    mayServe: ({ host }) => /[a-z]/i.test(host) && !host.includes(':'),
    async list(person) {
      const rows = await ofPerson(person).orderBy('created_at').execute();
      return rows.map(({ id, name, host, created_at, used_on }) => {
        return { id, name, host, createdAt: created_at, usedOn: used_on };
      });
    },
    async offer(person, { host, newsroom }) {
      const known = await ofPerson(person.id).where('host', '=', host).execute();
      const { generateRegistrationOptions } = await webauthn();
      return generateRegistrationOptions({
        rpName: newsroom,
        rpID: host,
        userID: new Uint8Array(Buffer.from(person.id)),
        userName: person.name,
        challenge: await newChallenge(person.id),
        attestationType: 'none',
        excludeCredentials: known.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
    },
    async add(person, response, name, { origin, host }) {
      const challenge = challengeOf(response);
      if (challenge === null || !(await takeChallenge(challenge, person.id))) return 'refused';
      const { verifyRegistrationResponse } = await webauthn();
      const result = await verified(() =>
        verifyRegistrationResponse({
          response: response as RegistrationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: host,
          requireUserVerification: true,
        }),
      );
      const credential = result?.registrationInfo?.credential;
      if (credential === undefined) return 'refused';
      return db.transaction().execute(async (trx) => {
        const count = await trx.selectFrom('passkeys').select('id').where('person', '=', person.id).execute();
        if (count.length >= MAX_PASSKEYS || (await openPerson(trx, person.id)) === undefined) return 'refused';
        const added = await trx
          .insertInto('passkeys')
          .values({
            id: credential.id,
            person: person.id,
            host,
            public_key: Buffer.from(credential.publicKey).toString('base64url'),
            counter: credential.counter,
            transports: JSON.stringify(credential.transports ?? []),
            name: parseLabel(name) ?? `Passkey ${count.length + 1}`,
            created_at: now().toISOString(),
            used_on: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst();
        if (added === undefined) return 'refused';
        await note(trx, {
          who: person.name,
          what: 'person-changed',
          detail: { person: person.name, passkeyAdded: true },
        });
        return 'done';
      });
    },
    async remove(person, id) {
      await db.transaction().execute(async (trx) => {
        const removed = await trx
          .deleteFrom('passkeys')
          .where('person', '=', person.id)
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst();
        if (removed === undefined) return;
        await note(trx, {
          who: person.name,
          what: 'person-changed',
          detail: { person: person.name, passkeyRemoved: true },
        });
      });
    },
    async ask({ host }) {
      const seconds = await attempts.enterUnnamed();
      if (seconds !== null) return seconds;
      const { generateAuthenticationOptions } = await webauthn();
      return generateAuthenticationOptions({
        rpID: host,
        challenge: await newChallenge(null),
        userVerification: 'required',
      });
    },
    async signIn(response, { origin, host }) {
      const seconds = await attempts.enterUnnamed();
      if (seconds !== null) return { outcome: 'wait', seconds };
      const challenge = challengeOf(response);
      const { id } = (response ?? {}) as { readonly id?: unknown };
      if (challenge === null || typeof id !== 'string' || id.includes('\0')) return { outcome: 'refused' };
      if (!(await takeChallenge(challenge, null))) return { outcome: 'refused' };
      const key = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('id', '=', id)
        .where('host', '=', host)
        .executeTakeFirst();
      if (key === undefined) return { outcome: 'refused' };
      const { verifyAuthenticationResponse } = await webauthn();
      const result = await verified(() =>
        verifyAuthenticationResponse({
          response: response as AuthenticationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: host,
          requireUserVerification: true,
          credential: {
            id: key.id,
            publicKey: new Uint8Array(Buffer.from(key.public_key, 'base64url')),
            counter: key.counter,
            transports: JSON.parse(key.transports),
          },
        }),
      );
      if (result === null) return { outcome: 'refused' };
      return db.transaction().execute(async (trx) => {
        const person = await openPerson(trx, key.person);
        if (person === undefined) return { outcome: 'refused' };
        const used = { counter: result.authenticationInfo.newCounter, used_on: now().toISOString().slice(0, 10) };
        await trx.updateTable('passkeys').set(used).where('id', '=', key.id).execute();
        const secret = await beginSession(trx, { person: person.id, how: 'passkey' }, context);
        await note(trx, { who: person.name, what: 'signed-in', detail: { how: 'passkey' } });
        return { outcome: 'signed-in', person: personOf(person), secret };
      });
    },
  };
}
