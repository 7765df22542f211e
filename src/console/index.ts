export type { Bench, BenchPlace } from './bench.ts';
export { type ConsoleLinks, type ConsoleOptions, openConsole, type RunningConsole } from './console.ts';
