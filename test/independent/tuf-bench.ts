/** A client of the TUF workflow in memory, for the tests of attacks. */
import assert from 'node:assert/strict';
import type { RoleName } from '../../src/proof/index.ts';
import type { Repository } from './repository.ts';
import { type FetchFile, refreshTrust, type TrustedFiles } from './tuf-workflow.ts';

/** The roles below the root, in the order in which they are published. */
export const LOWER = ['targets', 'snapshot', 'timestamp'] as const;

/** A client that trusts the first root of a repository. */
export class Client {
  readonly files = new Map<RoleName, Uint8Array>();
  /** Names asked for, in order. */
  asked: string[] = [];
  now = new Date();
  readonly repository: Repository;

  constructor(repository: Repository) {
    this.repository = repository;
    this.files.set('root', repository.file('1.root.json'));
  }

  static async of(repository: Repository): Promise<Client> {
    const client = new Client(repository);
    await client.refresh();
    return client;
  }

  private readonly fetchFile: FetchFile = async (name) => {
    this.asked.push(name);
    return this.repository.files.get(name) ?? null;
  };

  refresh() {
    const { files, fetchFile, now } = this;
    const trusted: TrustedFiles = {
      read: async (role) => files.get(role) ?? null,
      write: async (role, bytes) => void files.set(role, bytes),
      remove: async (role) => void files.delete(role),
    };
    this.asked = [];
    return refreshTrust({ trusted, fetchFile, now });
  }

  /** What the refresh is refused for. */
  async refusal(): Promise<string> {
    const error = await this.refresh().catch((each: unknown) => each);
    assert.ok(error instanceof Error && 'code' in error, `not refused: ${String(error)}`);
    return String(error.code);
  }

  /** Version of each trusted role; 0 where none is trusted. */
  versions(): Record<RoleName, number> {
    const of = (role: RoleName) => {
      const bytes = this.files.get(role);
      return bytes === undefined ? 0 : Number(JSON.parse(new TextDecoder().decode(bytes)).signed.version);
    };
    return { root: of('root'), timestamp: of('timestamp'), snapshot: of('snapshot'), targets: of('targets') };
  }
}
