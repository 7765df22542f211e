import type { S3Findings } from './probe.ts';
import { CORS_RULES } from './s3-settings.ts';

/** What one finding means for an edition, for a person who sets a carrier up. */
export interface S3Advice {
  readonly about: 'versions' | 'lock' | 'integrity' | 'cors' | 'public' | 'list' | 'parts';
  /** `bad`: it is no carrier like this. `warning`: it costs or tells more than it should. `unknown`: look yourself. */
  readonly outcome: 'good' | 'warning' | 'bad' | 'unknown';
  /** One sentence. */
  readonly says: string;
  /** What to do; absent where all is well. */
  readonly hint?: string;
}

/** The findings of `probeS3` in sentences, always the same checks in the same order. */
export function adviseS3(findings: S3Findings): readonly S3Advice[] {
  return [
    versions(findings),
    lock(findings),
    findings.checksMd5
      ? good('integrity', 'a file that changed on the way is refused')
      : warning('integrity', 'a file that changed on the way is taken', 'rely on what is read back after each sync'),
    cors(findings),
    findings.publicRead
      ? good('public', 'anybody can read a file at the address of the service')
      : {
          about: 'public',
          outcome: 'unknown',
          says: 'nobody can read a file at the address of the service',
          hint: 'allow everybody to read objects (GetObject), or name the public address that serves them',
        },
    findings.publicList
      ? warning(
          'list',
          'anybody can list everything, files too that nothing leads to',
          'allow everybody to read objects (GetObject), but not to list the bucket (ListBucket)',
        )
      : good('list', 'the list of files is not public'),
    parts(findings),
  ];
}

function good(about: S3Advice['about'], says: string): S3Advice {
  return { about, outcome: 'good', says };
}

function warning(about: S3Advice['about'], says: string, hint: string): S3Advice {
  return { about, outcome: 'warning', says, hint };
}

function versions({ versioning, removesVersions }: S3Findings): S3Advice {
  const about = 'versions';
  if (versioning === 'off') return good(about, 'what is replaced or removed is gone');
  if (versioning === 'unknown') {
    const says = 'the service does not say whether it keeps old versions of files';
    return { about, outcome: 'unknown', says, hint: 'see in its console that versions are off' };
  }
  const hint = 'switch versions off for this bucket before it is carried to, best with a new bucket';
  return removesVersions === true
    ? warning(about, 'old versions are kept and removed by us, at the cost of two more requests a file', hint)
    : { about, outcome: 'bad', says: 'old versions of what is withdrawn stay readable and cannot be removed', hint };
}

function lock({ objectLock }: S3Findings): S3Advice {
  const about = 'lock';
  if (objectLock === false) return good(about, 'nothing keeps files from being removed');
  const hint = 'use a bucket without object lock: a withdrawal has to reach every copy';
  return objectLock === true
    ? { about, outcome: 'bad', says: 'the bucket can keep files from being removed (object lock)', hint }
    : { about, outcome: 'unknown', says: 'the service does not say whether it has an object lock', hint };
}

function cors({ cors: isOpen, corsSetting }: S3Findings): S3Advice {
  const about = 'cors';
  if (isOpen) return good(about, 'the reader app can read it from other origins');
  const refused =
    typeof corsSetting === 'object' ? `, and the service does not let it be set: ${corsSetting.refused}` : '';
  return {
    about,
    outcome: 'warning',
    says: `the reader app cannot read it from other origins (CORS)${refused}`,
    hint: `set this in the console of the service: ${JSON.stringify(CORS_RULES)}`,
  };
}

function parts({ tidiesParts }: S3Findings): S3Advice {
  const about = 'parts';
  if (tidiesParts === true) return good(about, 'parts of files that broke off are thrown away by the service');
  const hint = 'add a lifecycle rule that aborts incomplete multipart uploads after a day';
  return tidiesParts === 'unknown'
    ? {
        about,
        outcome: 'unknown',
        says: 'the service does not say what becomes of parts of files that broke off',
        hint,
      }
    : warning(about, 'parts of files over 8 MiB that broke off stay, unseen, and cost', hint);
}
