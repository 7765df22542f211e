import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { HttpError, showAddress } from './http-error.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** Encodings this reader asks for. */
export const ACCEPT_ENCODING = 'gzip, br, deflate';

/**
 * Reads a body to its end and inflates what `Content-Encoding` names (listed in the order applied). The cap counts
 * inflated bytes and stops at the first one too many, so that a compression bomb costs its cap and no more.
 */
export async function readInflated(
  body: Readable,
  contentEncoding: string,
  maxBytes: number,
  address: string,
): Promise<Uint8Array> {
  const names = contentEncoding
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '' && each !== 'identity');
  const makers = names.map((name) => DECODERS[name]);
  if (makers.includes(undefined) || makers.length > 2) {
    body.destroy();
    throw new HttpError('bad-answer', `${showAddress(address)}: cannot read Content-Encoding "${names.join(', ')}"`);
  }
  const chain: (Readable | Transform)[] = [body];
  let inflating = false;
  for (const make of makers.reverse()) {
    const decoder = (make as () => Transform)();
    inflating = true;
    const before = chain.at(-1) as Readable;
    before.on('error', (error) => decoder.destroy(error));
    before.pipe(decoder);
    chain.push(decoder);
  }
  const last = chain.at(-1) as Readable;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of last as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) {
        throw new HttpError('too-large', `${showAddress(address)}: more than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (inflating && error instanceof Error && /^(?:Z_|ERR__ERROR|ERR_ZSTD|ZSTD_)/.test(codeOf(error))) {
      throw new HttpError('bad-answer', `${showAddress(address)}: the compressed body is damaged`, { cause: error });
    }
    throw error;
  } finally {
    for (const each of chain) each.destroy();
  }
  return Buffer.concat(chunks, sizeBytes);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
