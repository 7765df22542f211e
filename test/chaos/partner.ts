/** A partner who witnesses the log of the hunted newsroom, and would notice every other story. */
import assert from 'node:assert/strict';
import { command, start } from '../journey/command.ts';
import { filesOf } from '../journey/folder.ts';

export interface Partner {
  /** Whether it was ever shown two trees that contradict each other. */
  assertNoFork(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a witness in `folder` and lets the policy of the newsroom in `settings` name it. */
export async function openPartner(folder: string, settings: string, home: string): Promise<Partner> {
  const told = await command(['policy', settings, '--json'], { home });
  const { log } = JSON.parse(told.out);
  const name = 'witness.partner.example';
  const running = start(['witness', folder, '--name', name, '--log', log, '--port', '0'], { home: `${folder}-home` });
  const close = async () => {
    running.child.kill('SIGTERM');
    await running.ended;
  };
  try {
    const [, words = ''] = await running.seen(/policy --witness (\S+ \S+ http:\/\/127\.0\.0\.1:\d+\/)\n/);
    const named = await command(['policy', settings, '--witness', ...words.split(' '), '--quorum', 'any'], { home });
    assert.equal(named.exitCode, 0, named.err);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async assertNoFork() {
      const kept = (await filesOf(folder)).filter((path) => path.split('/').includes('evidence'));
      assert.deepEqual(kept, [], running.written().err);
    },
    close,
  };
}
