export { BlobError, type BlobErrorCode, type Blobs, type StoredBlob } from './blobs.ts';
export { openBlobs } from './directory.ts';
export { memoryBlobs } from './memory.ts';
export { type Bucket, openBucket } from './s3.ts';
