import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** How a request's signature was found: as it should be, or the word that services have for what is wrong. */
export type SignatureState =
  | 'good'
  | 'none'
  | 'InvalidAccessKeyId'
  | 'SignatureDoesNotMatch'
  | 'AuthorizationHeaderMalformed'
  | 'RequestTimeTooSkewed';

const PATTERN =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;
const SKEW_MS = 15 * 60_000;

/** Checks what a request bears against what it should (AWS Signature Version 4, worked out anew from what arrived). */
export function checkSignature(
  request: IncomingMessage,
  url: URL,
  own: { readonly keyId: string; readonly key: string; readonly region: string },
): SignatureState {
  const { authorization } = request.headers;
  if (authorization === undefined) return 'none';
  const [, keyId, day = '', region, names = '', signature] = PATTERN.exec(authorization) ?? [];
  if (keyId !== own.keyId) return 'InvalidAccessKeyId';
  if (region !== own.region) return 'AuthorizationHeaderMalformed';
  const signed = names.split(';');
  if (!['host', 'x-amz-date', 'x-amz-content-sha256'].every((name) => signed.includes(name))) {
    return 'SignatureDoesNotMatch';
  }
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signed.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
  const canonical = [request.method, url.pathname, query, headers, names, request.headers['x-amz-content-sha256']].join(
    '\n',
  );
  const scope = `${day}/${region}/s3/aws4_request`;
  const date = String(request.headers['x-amz-date']);
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', date, scope, hash].join('\n');
  const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const signing = [day, own.region, 's3', 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${own.key}`);
  if (mac(signing, text).toString('hex') !== signature) return 'SignatureDoesNotMatch';
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  return Math.abs(at - Date.now()) > SKEW_MS ? 'RequestTimeTooSkewed' : 'good';
}
