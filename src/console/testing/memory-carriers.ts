import type { CarrierCheck, CarrierStanding } from '../../newsroom/index.ts';
import type { CarrierValues } from '../../platform/config/index.ts';
import type { Desk } from '../parts.ts';
import { NOW } from './specimen.ts';

const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

const FINE: Omit<CarrierStanding, 'name' | 'kind' | 'place' | 'group' | 'address'> = {
  behind: 0,
  holds: { number: 12, time: ago(12) },
  triedAt: ago(12),
  completeAt: ago(11),
  wholeAt: ago(400),
  publicly: null,
  failure: null,
  hint: null,
  failures: 0,
  nextTryAt: null,
  progress: null,
  isStopped: false,
};

/** Carriers of every kind, in every state. */
export const STANDINGS: readonly CarrierStanding[] = [
  { ...FINE, name: 'lantern', kind: 'directory', place: '/srv/lantern', group: 'desk', address: null },
  {
    ...FINE,
    name: 'harbour',
    kind: 's3',
    place: 'https://storage.example/courier/',
    group: 'storage',
    address: 'https://courier.storage.example/',
    publicly: {
      address: 'https://courier.storage.example/',
      checkedAt: ago(10),
      confirmed: 41,
      pending: 2,
      faults: ['en/index.html is not what was put there'],
    },
  },
  {
    ...FINE,
    name: 'orchard',
    kind: 'sftp',
    place: 'sftp://courier@host.example/public',
    group: 'host',
    address: 'https://orchard.example/courier/',
    behind: 3,
    holds: { number: 9, time: ago(195) },
    failure: 'orchard: no answer in time',
    hint: 'see whether the host is up',
    failures: 3,
    nextTryAt: new Date(NOW.getTime() + 240_000),
  },
  {
    ...FINE,
    name: 'pages',
    kind: 'git',
    place: 'git@git.example:courier/pages.git (branch pages)',
    group: 'git',
    address: 'https://pages.example/',
    behind: null,
    holds: null,
    completeAt: null,
    progress: {
      doneFiles: 400,
      totalFiles: 1_000,
      doneBytes: 4_000_000,
      totalBytes: 10_000_000,
      bytesPerSecond: 200_000,
      remainingMs: 30_000,
      at: NOW,
    },
  },
  {
    ...FINE,
    name: 'quiet',
    kind: 'webdav',
    place: 'https://dav.example/public/',
    group: 'host',
    address: null,
    isStopped: true,
  },
];

const CHECKS: readonly CarrierCheck[] = [
  { check: 'opens', result: 'passed', says: 'it is there, and ours to write to', hint: null },
  { check: 'writes', result: 'failed', says: 'orchard: the disk is full', hint: 'make room there' },
  {
    check: 'public: cors',
    result: 'warning',
    says: 'head: the header is not there',
    hint: 'see docs/carriers/README.md',
  },
];

/** Carriers to be driven; everything that is asked of them is written down. */
export function memoryCarriers(asked: string[] = []): NonNullable<Desk['carriers']> {
  return {
    standings: async () => [...STANDINGS],
    again: async (name) => void asked.push(`again ${name}`),
    hold: async (name, isStopped) => void asked.push(`${isStopped ? 'pause' : 'resume'} ${name}`),
    async test(name) {
      asked.push(`test ${name}`);
      return [...CHECKS];
    },
    changes: {
      addCarrier: async (values: CarrierValues) => void asked.push(`add ${JSON.stringify(values)}`),
      removeCarrier: async (name) => void asked.push(`remove ${name}`),
    },
  };
}
