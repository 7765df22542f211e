import { childOf, childrenOf, parseXml, type S3Client, textOf, type XmlElement } from '../../platform/s3/index.ts';

/** What a bucket does with what is replaced and deleted; `unknown` where the service does not say. */
export type Versioning = 'off' | 'on' | 'suspended' | 'unknown';

/**
 * A setting of a bucket: its document, `absent` where it is not set, `unknown` where the service knows no such setting or the
 * key may not ask. Services that know it not may answer with something else, such as their list of objects.
 */
async function settingOf(
  client: S3Client,
  name: string,
  root: string,
  signal: AbortSignal | undefined,
): Promise<XmlElement | 'absent' | 'unknown'> {
  const answer = await client.ask({ method: 'GET', query: { [name]: null }, maxBytes: 256 * 1024, signal });
  const document = answer.bytes === null ? null : parseXml(new TextDecoder().decode(answer.bytes));
  if (answer.status === 200) return document?.name === root ? document : 'unknown';
  if (
    answer.status === 404 &&
    /^(?:NoSuch\w+Configuration|ObjectLockConfigurationNotFound\w*)$/.test(textOf(document, 'Code'))
  ) {
    return 'absent';
  }
  const failure = client.failure(answer);
  // A key that is not known, a clock that is off, a bucket that is not there: that is no answer to the question.
  if (failure.code === 's3-forbidden' || failure.code === 's3-refused') return 'unknown';
  throw failure;
}

/** Whether old versions are kept. */
export async function versioningOf(client: S3Client, signal?: AbortSignal): Promise<Versioning> {
  const setting = await settingOf(client, 'versioning', 'VersioningConfiguration', signal);
  if (typeof setting === 'string') return setting === 'absent' ? 'off' : 'unknown';
  const status = textOf(setting, 'Status');
  return status === 'Enabled' ? 'on' : status === 'Suspended' ? 'suspended' : 'off';
}

/** Whether what is there may be kept from being deleted for a time. */
export async function lockOf(client: S3Client, signal?: AbortSignal): Promise<boolean | 'unknown'> {
  const setting = await settingOf(client, 'object-lock', 'ObjectLockConfiguration', signal);
  if (typeof setting === 'string') return setting === 'absent' ? false : 'unknown';
  return textOf(setting, 'ObjectLockEnabled') === 'Enabled';
}

/** Whether parts of files that were never put together are thrown away by the service after a time. */
export async function tidiesParts(client: S3Client, signal?: AbortSignal): Promise<boolean | 'unknown'> {
  const setting = await settingOf(client, 'lifecycle', 'LifecycleConfiguration', signal);
  if (typeof setting === 'string') return setting === 'absent' ? false : 'unknown';
  return childrenOf(setting, 'Rule').some(
    (rule) => textOf(rule, 'Status') === 'Enabled' && childOf(rule, 'AbortIncompleteMultipartUpload') !== null,
  );
}

/** The rule that lets the reader app read, as consoles of services take it. Anybody may read a public edition from anywhere. */
export const CORS_RULES = [
  { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'], AllowedHeaders: ['*'], MaxAgeSeconds: 86_400 },
] as const;

/** Sets it (PutBucketCors). Replaces rules that are there. */
export async function setCors(client: S3Client, signal?: AbortSignal): Promise<void> {
  const many = (name: string, values: readonly string[]): string =>
    values.map((value) => `<${name}>${value}</${name}>`).join('');
  const rules = CORS_RULES.map(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders, MaxAgeSeconds }) =>
      `<CORSRule>${many('AllowedOrigin', AllowedOrigins)}${many('AllowedMethod', AllowedMethods)}` +
      `${many('AllowedHeader', AllowedHeaders)}${many('MaxAgeSeconds', [String(MaxAgeSeconds)])}</CORSRule>`,
  );
  const body = new TextEncoder().encode(`<CORSConfiguration>${rules.join('')}</CORSConfiguration>`);
  await client.expect({ method: 'PUT', query: { cors: null }, body, signal }, [200, 204]);
}
