import { TamizdatError } from '../../errors/index.ts';

/** Which failure an `S3Error` is. */
export type S3ErrorCode =
  /** No answer, half an answer, or one that says: later. Retryable. */
  | 's3-unreachable'
  /** The host does not prove to be the one that was named (its certificate). */
  | 's3-not-proven'
  /** The service does not know the key, or the secret part is another. */
  | 's3-key-refused'
  /** The key may not do that. */
  | 's3-forbidden'
  | 's3-no-bucket'
  /** The bucket is in another region than the one named. */
  | 's3-wrong-region'
  /** This machine's clock and the service's are too far apart. */
  | 's3-clock-skewed'
  /** A quota is used up. */
  | 's3-full'
  /** Anything else: the service does not do what it is asked, or answers what cannot be read. */
  | 's3-refused';

/** What a service of object storage can fail with. `message` names bucket and service; neither it nor the cause holds a secret. */
export class S3Error extends TamizdatError<S3ErrorCode> {
  /** What happened, without saying where: `answers 403 (AccessDenied)`. */
  readonly says: string;

  constructor(code: S3ErrorCode, where: string, says: string, options: { hint?: string; cause?: unknown } = {}) {
    super(code, `${where} ${says}`, { ...options, retryable: code === 's3-unreachable' });
    this.says = says;
  }
}
