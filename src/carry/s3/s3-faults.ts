import { S3Error, type S3ErrorCode } from '../../platform/s3/index.ts';
import { CarryError, type CarryErrorCode } from '../carrier.ts';

const CODES: Readonly<Record<S3ErrorCode, CarryErrorCode>> = {
  's3-unreachable': 'carrier-unreachable',
  's3-not-proven': 'carrier-not-proven',
  's3-key-refused': 'carrier-forbidden',
  's3-forbidden': 'carrier-forbidden',
  's3-no-bucket': 'carrier-failed',
  's3-wrong-region': 'carrier-failed',
  's3-clock-skewed': 'carrier-failed',
  's3-full': 'carrier-full',
  's3-refused': 'carrier-failed',
};

/** The `CarryError` for what a bucket failed with. `what` is the path of the edition's file, or what was done to the bucket. */
export function s3Fault(carrier: string, what: string, error: unknown): unknown {
  if (!(error instanceof S3Error)) return error;
  return new CarryError(CODES[error.code], `${carrier}: ${what}: ${error.message}`, {
    hint: error.hint,
    retryable: error.retryable,
    cause: error,
  });
}
