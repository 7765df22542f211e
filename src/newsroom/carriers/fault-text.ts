import type { PublicFault, PublicReport, SyncReport } from '../../carry/index.ts';
import type { CarrierProof } from './carrier-states.ts';

/** Why carrying did not come through, as one sentence: the first fault of a report, or null when it has none. */
export function faultText({ carrier, faults }: SyncReport): string | null {
  const [fault] = faults;
  switch (fault?.kind) {
    case undefined:
      return null;
    case 'error':
      return fault.error.message;
    case 'altered':
      return `${carrier}: ${fault.path}: the carrier gives back something else than what it was given`;
    case 'not-removed':
      return `${carrier}: ${fault.path}: the carrier still gives out what was to be removed`;
  }
}

/** What a person can do about it, where the first fault says so. */
export function faultHint({ faults }: SyncReport): string | null {
  const [fault] = faults;
  return fault?.kind === 'error' ? (fault.error.hint ?? null) : null;
}

/** Faults of a public address that are kept as sentences; the others are counted. */
const MAX_TOLD = 10;

/** What a public address gave out, as it is kept. */
export function proofOf({ address, checkedAt, confirmed, pending, faults }: PublicReport): CarrierProof {
  const told = faults.slice(0, MAX_TOLD).map(publicFaultText);
  const more = faults.length - told.length;
  return {
    address,
    checkedAt: new Date(checkedAt),
    confirmed,
    pending: pending.length,
    faults: more === 0 ? told : [...told, `and ${more} more`],
  };
}

function publicFaultText(fault: PublicFault): string {
  switch (fault.kind) {
    case 'altered':
      return `${fault.path} is not what was put there`;
    case 'missing':
      return `${fault.path} is not given out`;
    case 'still-there':
      return `${fault.path} was removed, and is still given out`;
    case 'unreachable':
      return fault.error.message;
  }
}
