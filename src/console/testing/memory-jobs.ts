import type { StepOverview } from '../../newsroom/index.ts';
import type { FailedJob } from '../../platform/jobs/index.ts';
import type { Desk } from '../parts.ts';
import { id, NOW } from './specimen.ts';

const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000).toISOString();

/** Queues of which one has given up two jobs; `retry` takes them away. */
export function memoryJobs(): NonNullable<Desk['jobs']> {
  let failed: FailedJob[] = [
    {
      id: 'job-1',
      queue: 'translate',
      data: { article: id(0), language: 'en' },
      enqueuedAt: new Date(at(60)),
      failedAt: new Date(at(12)),
      tries: 7,
      message: 'harbour-engine: no answer within 20 s',
      hint: 'look whether the engine runs at its address',
    },
    {
      id: 'job-2',
      queue: 'webhook',
      data: { address: 'https://partner.example/hooks?token=secret', id: 'm1', body: '{"secret":true}' },
      enqueuedAt: new Date(at(600)),
      failedAt: new Date(at(300)),
      tries: 13,
      message: 'partner.example answered 500',
      hint: null,
    },
  ];
  const none = { waiting: 0, later: 0, active: 0, failed: 0, doneInDay: 0, waitingSince: null };
  const count = (queue: FailedJob['queue']) => failed.filter((job) => job.queue === queue).length;
  return {
    overview: async () => [
      {
        ...none,
        queue: 'translate',
        waiting: 3,
        active: 1,
        doneInDay: 41,
        waitingSince: new Date(at(2)),
        failed: count('translate'),
      },
      { ...none, queue: 'publish-due', later: 1, doneInDay: 6 },
      { ...none, queue: 'webhook', doneInDay: 12, failed: count('webhook') },
    ],
    failed: async () => failed,
    retry: async (job) => {
      const isThere = failed.some((each) => each.id === job);
      failed = failed.filter((each) => each.id !== job);
      return isThere;
    },
  };
}

/** Steps of which the last one fails. */
export const STEPS: readonly StepOverview[] = [
  { step: 'keep', doneAt: new Date(at(1)), triedAt: new Date(at(1)), failure: null, failures: 0 },
  { step: 'publish', doneAt: new Date(at(1)), triedAt: new Date(at(1)), failure: null, failures: 0 },
  {
    step: 'heartbeat',
    doneAt: new Date(at(4)),
    triedAt: new Date(at(1)),
    failure: 'the disk is full',
    failures: 3,
  },
];
