import type { Context, Hono } from 'hono';
import type { Accounts, Permission, Person, Role, Session } from '../accounts/index.ts';
import type { Editing, Lexicon } from '../editing/index.ts';
import type {
  CarrierDesk,
  EditionOverview,
  EditionQuery,
  Overview,
  Partners,
  Places,
  Pushes,
  StepOverview,
} from '../newsroom/index.ts';
import type { Settings } from '../platform/config/index.ts';
import type { Jobs } from '../platform/jobs/index.ts';
import type { Changes } from './changes.ts';
import type { ConsoleLinks } from './snapshot.ts';

/** Who looks at a page. Has what an `Actor` of editing needs, so that it is given to acts as it is. */
export interface Viewer {
  /** As the audit trail writes it. */
  readonly name: string;
  readonly role: Role;
  may(act: Permission): boolean;
}

/** What every request of the console brings along once somebody was let in. */
export interface ConsoleEnv {
  Variables: {
    viewer: Viewer;
    /** Where there are accounts: the viewer's own; the session is null when a server in front signed them in. */
    account?: { readonly person: Person; readonly session: Session | null };
  };
}

/** The console as features add their routes to it. */
export type ConsoleApp = Hono<ConsoleEnv>;

/** One request. */
export type PageContext = Context<ConsoleEnv>;

/** Who is let in. */
export type Access =
  /** Everybody on this machine, as one visitor who may everything: a demonstration. */
  | { readonly kind: 'everyone'; readonly name: string }
  /** Whoever signs in. */
  | {
      readonly kind: 'accounts';
      readonly accounts: Accounts;
      /** What people open when a web server stands in front of the console; null when none does. */
      readonly address: string | null;
      /** Header in which that server names the person; null: none is believed. */
      readonly signInHeader: string | null;
    };

/** The desk work of a newsroom, as the console's pages need it. */
export interface Desk {
  readonly editing: Editing;
  /** Memory and glossary; absent where this process has no part in them. */
  readonly lexicon?: Lexicon;
  /** What programs give in through the API; absent where nothing may be pushed. */
  readonly pushes?: Pushes;
  /** Sites that carry articles as their own posts; absent where this process has no part in them. */
  readonly partners?: Partners;
  /** The settings as they are now. */
  settings(): Settings;
  readonly access: Access;
  /** Where the newsroom's keys and edition lie; absent where this process has no part in publishing. */
  readonly places?: Places;
  /** What operators do with carriers; absent where nothing is carried. `changes` is null where the settings are not ours to change. */
  readonly carriers?: Pick<CarrierDesk, 'standings' | 'again' | 'hold' | 'test' | 'changes'>;
  /** The queues of the newsroom's work. */
  readonly jobs?: Pick<Jobs, 'overview' | 'failed' | 'retry'>;
  /** A page of all editions, the newest first; absent where only the last ones are known. */
  editions?(query: EditionQuery): Promise<readonly EditionOverview[]>;
  /** How the steps of the publishing process go. */
  steps?(): Promise<readonly StepOverview[]>;
  /** Makes the publishing process begin its next round now; absent where it is another process. */
  wake?(): Promise<void>;
}

/** Addresses of what pages load; names of files end in a hash of their content. */
export interface PageFiles {
  readonly style: string;
  /** Of the script that is built from `browser/<name>.ts`. */
  script(name: string): string;
}

/** What a feature draws its pages from. */
export interface PageParts extends Desk {
  /** What goes on in the newsroom: sources, editions, carriers. */
  overview(): Promise<Overview>;
  readonly links: ConsoleLinks;
  readonly files: PageFiles;
  /** Paths of the sections that have pages. */
  readonly sections: ReadonlySet<string>;
  /** Where a person finds their own account and ends the session; null where nobody signs in. */
  readonly account: { readonly own: string; readonly signOut: string } | null;
  /** To be told of changes that the newsroom itself does not tell. */
  readonly changes: Changes;
  readonly now: () => Date;
  /** Told what a page could not be shown for. */
  readonly onFailure: (error: unknown) => void;
}
