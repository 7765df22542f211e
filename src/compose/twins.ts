import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Above this size brotli's best quality takes a tenth of a second and saves a tenth: feeds take the next one. */
const BEST_QUALITY_BYTES = 65_536;

/**
 * The compressed twins of a text file, for hosts that never compress. The same bytes in give the same bytes out: no
 * time, no name, no operating system in the gzip header (RFC 1952; the system byte is set to 255, unknown).
 */
export function makeTwins(bytes: Uint8Array): { gz: Uint8Array; br: Uint8Array } {
  const gz = gzipSync(bytes, { level: 9 });
  gz[9] = 255;
  const br = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > BEST_QUALITY_BYTES ? 9 : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return { gz: new Uint8Array(gz), br: new Uint8Array(br) };
}
