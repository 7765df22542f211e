export * from './carrier.ts';
export * from './ledger.ts';
export * from './report.ts';
