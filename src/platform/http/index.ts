export { type AppFile, type AppServer, type AppServerOptions, openAppServer } from './app-server.ts';
export * from './client.ts';
export { explainFailure, HttpError, type HttpErrorCode, showAddress } from './http-error.ts';
export { readInflated } from './inflate.ts';
export { isFromOwnPage, isFromThisMachine, ownOrigin } from './local-only.ts';
export { type ServedAs, servedAs } from './served-as.ts';
export {
  type EditionServer,
  type EditionServerOptions,
  openEditionServer,
} from './server.ts';
export { type Bound, listen, ServeError, type ServeErrorCode } from './server-listen.ts';
export { refuseEager } from './server-order.ts';
