export { BlobError, type BlobErrorCode, type Blobs, type StoredBlob } from './blobs.ts';
export { type BlobsHome, openBlobs } from './directory.ts';
export { memoryBlobs } from './memory.ts';
