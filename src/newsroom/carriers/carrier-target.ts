import { join } from 'node:path';
import { type CarrierTarget, targetId } from '../../carry/index.ts';
import { type CarrierSettings, readSecret, type SecretReference } from '../../platform/config/index.ts';
import type { Environment } from '../keeping/storage.ts';
import { placesOf } from '../places.ts';

/** Where the secrets of a newsroom's settings are looked up: its folder, and the environment. */
export interface Secrets {
  readonly folder: string;
  readonly env?: Environment | undefined;
}

/**
 * What a carrier of the settings is opened with: the secrets that it names are read, and are never kept.
 * @throws ConfigError `secret-missing`
 */
export async function resolveTarget(carrier: CarrierSettings, secrets: Secrets): Promise<CarrierTarget> {
  const { folder, env = process.env } = secrets;
  const read = (reference: SecretReference) => readSecret(reference, { folder, env });
  /** A secret under its name, where the settings have one. */
  const named = async <Name extends string>(name: Name, reference: SecretReference | undefined) =>
    (reference === undefined ? {} : { [name]: await read(reference) }) as { [Key in Name]?: string };
  switch (carrier.kind) {
    case 'directory':
      return { kind: 'directory', directory: carrier.directory };
    case 's3': {
      const { kind, service, bucket, prefix, region, style, encode } = carrier;
      const keys = { keyId: await read(carrier.keyId), key: await read(carrier.key) };
      return { kind, service, bucket, prefix, region, ...keys, ...(style && { style }), ...(encode && { encode }) };
    }
    case 'sftp': {
      const { kind, host, port, user, folder: place, hostKey } = carrier;
      const entry = {
        ...(await named('password', carrier.password)),
        ...(await named('privateKey', carrier.privateKey)),
        ...(await named('passphrase', carrier.passphrase)),
      };
      return { kind, host, port, user, folder: place, hostKey, ...entry };
    }
    case 'webdav': {
      const { kind, folder: place, user } = carrier;
      const password = await named('password', carrier.password);
      return { kind, folder: place, ...(user === undefined ? {} : { user }), ...password };
    }
    case 'git': {
      const { name, kind, remote, branch, keyFile, hostKey, user } = carrier;
      return {
        kind,
        remote,
        branch,
        ...(keyFile === undefined ? {} : { keyFile }),
        ...(hostKey === undefined ? {} : { hostKey }),
        ...(user === undefined ? {} : { user }),
        ...(await named('password', carrier.password)),
        workFolder: join(placesOf(folder).data, 'carriers', name),
      };
    }
  }
}

/** What tells the place of a carrier from others; needs no secret. See `targetId`. */
export function carrierId(carrier: CarrierSettings): string {
  return targetId(carrier);
}
