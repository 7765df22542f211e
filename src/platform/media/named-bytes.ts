import { createHash } from 'node:crypto';
import type { MediaFile } from '../../article/index.ts';

/** Lower-case hex SHA-256. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What bytes are called in an edition's `m/` folder. */
export function mediaFileOf<Extension extends MediaFile['extension']>(
  bytes: Uint8Array,
  extension: Extension,
): { readonly sha256: string; readonly sizeBytes: number; readonly extension: Extension } {
  return { sha256: sha256Of(bytes), sizeBytes: bytes.length, extension };
}
