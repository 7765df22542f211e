export type { CensorControls, CensoredPlace } from './censor-controls.ts';
export { type ConsoleLinks, type ConsoleOptions, openConsole, type RunningConsole } from './console.ts';
export type { Access, Desk, Viewer } from './parts.ts';
export { openSetup, type RunningSetup, type SetupOptions } from './setup/open-setup.ts';
