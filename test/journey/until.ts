import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is there; the test's own time limit ends what never comes. */
export async function until<T>(ask: () => Promise<T | null | false | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    await pause(100);
  }
}
