export type { BucketPlace, Query } from './address.ts';
export type { S3Answer } from './answer.ts';
export { S3Client, type S3ClientOptions, type S3Request } from './client.ts';
export { S3Error, type S3ErrorCode } from './error.ts';
export type { ListedObject, ListedVersion } from './listing.ts';
export { uploadsOf } from './multipart.ts';
export * from './objects.ts';
export { childOf, childrenOf, parseXml, textOf, type XmlElement } from './xml.ts';
