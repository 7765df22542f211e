import { ServeError } from '../platform/http/index.ts';

/** Opens something on its usual port, or on any free one where that is taken. */
export async function onPort<T>(port: number, open: (port: number) => Promise<T>): Promise<T> {
  try {
    return await open(port);
  } catch (error) {
    if (error instanceof ServeError && error.code === 'address-in-use') return open(0);
    throw error;
  }
}
