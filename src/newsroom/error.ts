import { TamizdatError } from '../errors/index.ts';

/**
 * - `newsroom-exists`: there is a newsroom in the folder already.
 * - `newsroom-incomplete`: a part of the newsroom's folder is missing; it was moved or half restored.
 * - `language-needs-key`: the settings name a language whose desk key the targets key has to sign first.
 * - `carrier-unknown`: a carrier was named that the settings do not have.
 * - `carrier-exists`: a carrier was to be added at the place of another.
 * - `media-lost`: a file that an article shows is gone.
 * - `request-missing`: no change of keys waits for signatures.
 * - `request-stale`: the change that waits was proposed for other trust data than is published now.
 * - `signatures-elsewhere`: signatures were given that are for another newsroom, or another request.
 * - `nothing-to-sign`: a change was asked for that changes nothing.
 * - `key-unknown`: a key was named that this newsroom does not have.
 * - `backup-exists`: a backup was to be written over a file that is there.
 * - `backup-unanswered`: the process that holds the database gave no copy of it.
 * - `backup-unreadable`: a file is no backup, is damaged, or is of another newsroom.
 * - `moved-already`: the newsroom's database is one of a server already.
 * - `old-copy`: the folder is older than what was published from it, as after restoring a backup.
 */
export type NewsroomErrorCode =
  | 'newsroom-exists'
  | 'newsroom-incomplete'
  | 'language-needs-key'
  | 'carrier-unknown'
  | 'carrier-exists'
  | 'media-lost'
  | 'request-missing'
  | 'request-stale'
  | 'signatures-elsewhere'
  | 'nothing-to-sign'
  | 'key-unknown'
  | 'backup-exists'
  | 'backup-unanswered'
  | 'backup-unreadable'
  | 'moved-already'
  | 'old-copy';

/** An error of the room `newsroom`. */
export class NewsroomError extends TamizdatError<NewsroomErrorCode> {}
