import { TamizdatError } from '../../errors/index.ts';

/**
 * Why a folder cannot be held: a living process of this machine holds it (`locked`), a process of another machine
 * does or did (`locked-elsewhere`), or its lock file says nothing that can be understood (`lock-unreadable`).
 */
export type HomeErrorCode = 'locked' | 'locked-elsewhere' | 'lock-unreadable';

/** A folder that cannot be held by this process. */
export class HomeError extends TamizdatError<HomeErrorCode> {}
