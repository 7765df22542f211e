import { CARRIER_KINDS, type CarrierKind, type CarrierValues } from '../../platform/config/index.ts';

/** A field of the form for one kind of carrier. */
export interface CarrierField {
  /** As the settings call it. */
  readonly name: keyof CarrierValues;
  readonly label: string;
  readonly help: string;
  readonly isRequired?: boolean;
}

const SECRET = 'Where it is written, never the secret itself: env:CARRIER_NAME, or file:secrets/name.';

const COMMON: readonly CarrierField[] = [
  { name: 'name', label: 'What you call it', help: 'Short: lower-case letters, digits, hyphens.', isRequired: true },
];
const PUBLIC: readonly CarrierField[] = [
  {
    name: 'address',
    label: 'Its public address, once it has one',
    help: 'Only carriers with an address are told to readers, and so to censors.',
  },
  { name: 'group', label: 'Its provider', help: 'Carriers of one provider fall together; have several.' },
];

/** What is asked for each kind. */
const FIELDS: Readonly<Record<CarrierKind, readonly CarrierField[]>> = {
  directory: [
    {
      name: 'directory',
      label: 'Folder',
      help: 'A path on the machine that publishes; what is relative lies in the newsroom’s folder.',
      isRequired: true,
    },
  ],
  s3: [
    { name: 's3', label: 'Address of the service', help: 'https://storage.example/', isRequired: true },
    { name: 'bucket', label: 'Bucket', help: 'Its name.', isRequired: true },
    { name: 'prefix', label: 'Folder of the bucket', help: 'Empty for the whole bucket.' },
    { name: 'region', label: 'Region', help: 'As the service calls it.' },
    { name: 'keyId', label: 'Id of the key', help: SECRET, isRequired: true },
    { name: 'key', label: 'Key', help: SECRET, isRequired: true },
  ],
  sftp: [
    { name: 'sftp', label: 'Place', help: 'sftp://user@host/folder', isRequired: true },
    {
      name: 'hostKey',
      label: 'Fingerprint of the host key',
      help: 'SHA256:…, as your host publishes it. Nothing is sent to a host with another key.',
      isRequired: true,
    },
    { name: 'password', label: 'Password', help: `${SECRET} Either this or a private key.` },
    {
      name: 'privateKey',
      label: 'Private key',
      help: 'Of OpenSSH, where it is written: file:secrets/name, or env:CARRIER_NAME.',
    },
    { name: 'passphrase', label: 'Passphrase of the private key', help: SECRET },
  ],
  webdav: [
    { name: 'webdav', label: 'Address of the folder', help: 'https://host.example/public/', isRequired: true },
    { name: 'user', label: 'User', help: 'Empty where nobody has to sign in.' },
    { name: 'password', label: 'Password', help: SECRET },
  ],
  git: [
    { name: 'git', label: 'Remote', help: 'git@host.example:courier/pages.git, or https://…', isRequired: true },
    { name: 'branch', label: 'Branch', help: 'The one that the host makes public.', isRequired: true },
    { name: 'keyFile', label: 'File with the private key', help: 'For ssh: secrets/name, in the newsroom’s folder.' },
    { name: 'hostKey', label: 'Host key', help: 'For ssh: the line of the host in known_hosts.' },
    { name: 'user', label: 'User', help: 'For https.' },
    { name: 'password', label: 'Password or token', help: `For https. ${SECRET}` },
  ],
};

/** The fields for a kind, in their order. */
export function fieldsFor(kind: CarrierKind): readonly CarrierField[] {
  return [...FIELDS[kind], ...COMMON, ...PUBLIC];
}

/** Fields that name where a secret is written. */
const SECRETS: readonly (keyof CarrierValues)[] = ['keyId', 'key', 'password', 'privateKey', 'passphrase'];
const MEANT = /^(?:env:CARRIER_[A-Z0-9_]{1,90}|file:secrets\/[A-Za-z0-9._-]{1,100})$/;
const MEANT_FILE = /^secrets\/[A-Za-z0-9._-]{1,100}$/;

/**
 * What is wrong with the secrets that were typed, a sentence each. Whoever may add a carrier decides where its secrets are
 * sent: with a host of their own they would read any variable of the process and any file, the newsroom's keys among them.
 * So here only what is kept for carriers can be named; whoever may write the settings file can name the rest.
 */
export function misplacedSecrets(values: CarrierValues): string[] {
  const named: Readonly<Record<string, unknown>> = values;
  const isMeant = (name: string): boolean => {
    const value = named[name];
    return typeof value !== 'string' || (name === 'keyFile' ? MEANT_FILE : MEANT).test(value);
  };
  return [...SECRETS, 'keyFile' as const]
    .filter((name) => !isMeant(name))
    .map(
      (name) =>
        `${name} can only be ${name === 'keyFile' ? 'secrets/name' : 'env:CARRIER_NAME or file:secrets/name'} here; for another place write the carrier into the settings file.`,
    );
}

/** The kind that a form or an address names; a folder for what is none. */
export function parseKind(text: string | undefined): CarrierKind {
  return CARRIER_KINDS.find((each) => each === text) ?? 'directory';
}

/** The entry of the settings that was typed: what is empty is not given. The settings judge the rest. */
export function typedValues(kind: CarrierKind, typed: Readonly<Record<string, string>>): CarrierValues {
  const given = fieldsFor(kind).flatMap(({ name }) => {
    const value = typed[name]?.trim() ?? '';
    return value === '' ? [] : [[name, value]];
  });
  return { name: '', ...Object.fromEntries(given) };
}
