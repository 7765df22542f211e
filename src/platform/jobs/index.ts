export type { Statements } from './boss-database.ts';
export { type EnqueueOptions, type JobHandler, type Jobs, type JobsParts, openJobs } from './jobs.ts';
export { type JobData, QUEUE_NAMES, type QueueName } from './queues.ts';
export { type FailedJob, loadUnfinished, type QueueOverview, type UnfinishedJob } from './reports.ts';
