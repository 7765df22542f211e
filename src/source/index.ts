export * from './arrival.ts';
export * from './draft.ts';
export { SourceError, type SourceErrorCode } from './source-error.ts';
export {
  emptySourceState,
  type ItemFailure,
  type ItemState,
  type SourceState,
  type Validators,
} from './source-state.ts';
