export * from './client.ts';
export { HttpError, type HttpErrorCode, showAddress } from './http-error.ts';
export {
  type EditionServer,
  type EditionServerOptions,
  openEditionServer,
  ServeError,
  type ServeErrorCode,
} from './server.ts';
