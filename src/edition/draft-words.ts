import {
  bytesOf,
  checkIdentity,
  formatFingerprint,
  parseMetadata,
  type Root,
  type Targets,
  type TrustFile,
} from '../proof/index.ts';
import type { PublishedTrust } from './signing-request.ts';
import type { TrustDraft } from './trust-draft.ts';

/**
 * What a person is told before signing: made from the bytes that are signed and from what is published, never from
 * words that came with them.
 */

/** A key as people compare it: eight groups of digits of its TUF key id. */
export function formatKeyDigits(keyId: string): string {
  return formatFingerprint(keyId);
}

const ONLINE = 'snapshot and timestamp';

/** Sentences about a draft: what it replaces, who is added and removed, how many must sign, until when. */
export async function describeDraft(
  newsroom: string,
  old: Root,
  before: Pick<PublishedTrust, 'targets' | 'policy' | 'desks'>,
  draft: TrustDraft,
): Promise<readonly string[]> {
  const said: string[] = [];
  if (draft.root !== null) said.push(...describeRoot(newsroom, old, draft.root.signed));
  if (draft.targets !== null) {
    const published = (await parseMetadata('targets', before.targets)).signed;
    said.push(...describeTargets(newsroom, published, draft.targets.signed));
    said.push(...describeFile('desks.txt', before.desks, draft.files));
    said.push(...describeFile('policy.txt', before.policy, draft.files));
  }
  return said;
}

function describeRoot(newsroom: string, old: Root, next: Root): string[] {
  const said = [
    `root ${next.version} of ${newsroom} replaces root ${old.version}; it expires on ${dayOf(next.expires)}`,
  ];
  for (const [role, name] of [
    ['root', 'root'],
    ['targets', 'targets'],
    ['snapshot', ONLINE],
    ['timestamp', ONLINE],
  ] as const) {
    const [from, to] = [old.roles[role], next.roles[role]];
    const lines = [
      ...to.keyIds.filter((id) => !from.keyIds.includes(id)).map((id) => `adds the ${name} key ${formatKeyDigits(id)}`),
      ...from.keyIds
        .filter((id) => !to.keyIds.includes(id))
        .map((id) => `removes the ${name} key ${formatKeyDigits(id)}`),
    ];
    if (from.threshold !== to.threshold || from.keyIds.length !== to.keyIds.length) {
      lines.push(
        `${to.threshold} of ${to.keyIds.length} ${name} keys must sign (until now ${from.threshold} of ${from.keyIds.length})`,
      );
    }
    for (const line of lines) if (!said.includes(line)) said.push(line);
  }
  if (said.length === 1) said.push('nobody is added or removed: it only renews the date');
  // All of them, not only what changes: a request of a made-up past could call a stranger somebody who was there before.
  return [...said, holdersOf(next, 'root'), holdersOf(next, 'targets')];
}

function holdersOf({ roles }: Root, role: 'root' | 'targets'): string {
  const { keyIds, threshold } = roles[role];
  return `all ${role} keys from then on, ${threshold} of which sign: ${keyIds.map(formatKeyDigits).join(', ')}`;
}

function describeTargets(newsroom: string, old: Targets, next: Targets): string[] {
  const said = [
    `targets ${next.version} of ${newsroom} replace targets ${old.version}; they expire on ${dayOf(next.expires)}`,
  ];
  const [from, to] = [old, next].map((each) => checkIdentity(each.targets.get('desks.txt')?.custom));
  if (from?.title !== to?.title) said.push(`readers are told the name "${to?.title}" (until now "${from?.title}")`);
  if (JSON.stringify(from?.carried) !== JSON.stringify(to?.carried)) {
    const carried =
      to?.carried === undefined ? 'speaks for itself' : `is carried from ${to.carried.from} by ${to.carried.by}`;
    said.push(`readers are told that it ${carried}`);
  }
  return said;
}

/** The lines that come and go in one of the two files. */
function describeFile(name: string, before: Uint8Array, files: readonly TrustFile[]): string[] {
  const bytes = files.find((file) => file.name.endsWith(`.${name}`))?.bytes ?? bytesOf('');
  const [from = [], to = []] = [before, bytes].map((each) => new TextDecoder().decode(each).split('\n'));
  const lines = [
    ...to.filter((line) => line !== '' && !from.includes(line)).map((line) => `adds to ${name}: ${line}`),
    ...from.filter((line) => line !== '' && !to.includes(line)).map((line) => `takes from ${name}: ${line}`),
  ];
  return lines.length > 0 ? lines : [`${name} stays as it is`];
}

const dayOf = (time: string): string => time.slice(0, 10);
