export { askWitness, type WitnessReply, type WitnessRequest } from './ask.ts';
export { WitnessError, type WitnessErrorCode } from './error.ts';
export type { Contradiction } from './evidence.ts';
export { type CheckpointRequest, formatRequest, MAX_REQUEST_BYTES, parseRequest } from './request.ts';
export { openWitnessServer, type WitnessServer } from './server.ts';
export { Witness, type WitnessAnswer, type WitnessOptions } from './witness.ts';
