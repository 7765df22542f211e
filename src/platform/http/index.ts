export * from './client.ts';
export { HttpError, type HttpErrorCode, showAddress } from './http-error.ts';
