import { TamizdatError } from '../errors/index.ts';

/** Which failure a {@link PartnerError} is. */
export type PartnerErrorCode =
  /** Nobody answers, or not in time. Retryable. */
  | 'partner-unreachable'
  /** It leads elsewhere; a password is not sent after it. */
  | 'partner-moved'
  /** What answers does not speak WordPress's REST. */
  | 'partner-not-wordpress'
  /** A page of something in front of the site answers in its place: a firewall, a challenge, a notice. Retryable. */
  | 'partner-blocked'
  /** User and password are not taken. */
  | 'partner-denied'
  /** This user may not do that there. */
  | 'partner-forbidden'
  /** It asks to be asked less, or is being looked after. Retryable. */
  | 'partner-busy'
  /** It has a newer revision than what was sent. */
  | 'partner-newer'
  /** Anything else it answered; retryable where the fault is the site's. */
  | 'partner-failed'
  /** The site took it, but its public page does not show it so. Retryable. */
  | 'partner-not-shown'
  /** Longer than anything that is read of a partner. */
  | 'answer-too-large';

/** What sending to a partner can fail with. The message names the host, never user or password. */
export class PartnerError extends TamizdatError<PartnerErrorCode> {}
