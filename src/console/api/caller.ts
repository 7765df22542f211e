import type { Permission } from '../../accounts/index.ts';
import type { Actor } from '../../editing/index.ts';
import { pushSource } from '../../newsroom/index.ts';
import type { Access } from '../parts.ts';
import type { Problem } from './problem.ts';

/** Whom a request of the API comes from. */
export interface Caller {
  /** As the audit trail writes it. */
  readonly actor: Actor;
  may(act: Permission): boolean;
  /** Where articles that it pushes come from; null for one that may not push. */
  readonly pushes: string | null;
}

/**
 * Who asks, by their token. Cookies and what a server in front says count for nothing here: only what a program sends
 * on purpose, so that no page of another site can make a browser send it. Where everybody is let in, so are programs.
 */
export async function callerOf(authorization: string | undefined, access: Access): Promise<Caller | Problem> {
  if (access.kind === 'everyone') {
    return { actor: { name: access.name }, may: () => true, pushes: pushSource('visitor') };
  }
  const secret = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
  if (secret === undefined)
    return {
      code: 'token-missing',
      detail: 'The API is for programs with a token.',
      hint: 'send “Authorization: Bearer tmz_…”; make a token on your own page of the console',
    };
  const holder = await access.accounts.tokens.find(secret);
  if (holder === null)
    return {
      code: 'token-invalid',
      detail: 'There is no such token, or it has run out, or its owner’s account is closed.',
      hint: 'make a token on your own page of the console',
    };
  return {
    actor: { name: `${holder.owner.name} (token ${holder.token})`, isToken: true },
    may: (act) => holder.may(act),
    pushes: holder.mayPush ? pushSource(holder.token) : null,
  };
}
