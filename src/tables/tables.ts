import type { Migrations } from '../platform/store/index.ts';
import { type AccountTables, accountMigrations } from './accounts.ts';
import { type CarrierTables, carrierMigrations } from './carriers.ts';
import { type EditingTables, editingMigrations } from './editing.ts';
import { type JourneyTables, journeyMigrations } from './journey.ts';
import { type MemoryTables, memoryMigrations } from './memory.ts';
import { type PartnerTables, partnerMigrations } from './partners.ts';
import { type StepTables, stepMigrations } from './steps.ts';

/**
 * The database of a newsroom. Working state: what is published is read from the published files, so losing these tables
 * costs work (drafts, ids of unpublished articles, who may sign in), never truth.
 */
export interface Tables
  extends JourneyTables,
    EditingTables,
    MemoryTables,
    AccountTables,
    StepTables,
    CarrierTables,
    PartnerTables {}

/** Forward-only, in the order of their names. A migration that was released is never edited: add the next one. */
export const migrations: Migrations = {
  ...journeyMigrations,
  ...editingMigrations,
  ...memoryMigrations,
  ...accountMigrations,
  ...stepMigrations,
  ...carrierMigrations,
  ...partnerMigrations,
};
