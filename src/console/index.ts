export type { Bench, BenchPlace } from './bench.ts';
