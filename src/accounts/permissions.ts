/** What a person is to the newsroom; each may everything that the one before may. */
export type Role = 'viewer' | 'editor' | 'chief' | 'operator';

/** The roles, the least first. */
export const ROLES: readonly Role[] = ['viewer', 'editor', 'chief', 'operator'];

/** Everything that somebody may be allowed. A page or an act asks for one of these, never for a role. */
export type Permission =
  /** See articles, drafts, carriers, editions, jobs and the audit trail. */
  | 'read'
  /** Begin, assign, translate and confirm drafts. */
  | 'edit'
  /** Bring out what is ready, now or at a time; let go what was held for review. */
  | 'publish'
  | 'correct'
  | 'withdraw'
  /** Hold back an article, or let it go before its time. */
  | 'embargo'
  /** Change the terms and the memory that everybody translates with. */
  | 'manage-glossary'
  | 'manage-people'
  /** Change sources, languages, carriers and the other settings. */
  | 'manage-settings'
  /** Run failed work again. */
  | 'manage-jobs';

const EDITOR: readonly Permission[] = ['read', 'edit', 'publish', 'correct', 'withdraw'];
const CHIEF: readonly Permission[] = [...EDITOR, 'embargo', 'manage-glossary'];

/**
 * Who may what: the only place where that is said.
 *
 * Editors may withdraw, because a text that endangers somebody must not wait for the chief. An operator may everything a
 * chief may: who runs the process holds its keys and its database, so a table that denied it would only pretend; and the
 * first person of a newsroom is both.
 */
export const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read'],
  editor: EDITOR,
  chief: CHIEF,
  operator: [...CHIEF, 'manage-people', 'manage-settings', 'manage-jobs'],
};

/** Whether a role is allowed something. */
export function roleMay(role: Role, permission: Permission): boolean {
  return PERMISSIONS[role].includes(permission);
}

/** The role of that name, or null: for what a form or the database says. */
export function parseRole(text: unknown): Role | null {
  return ROLES.find((role) => role === text) ?? null;
}
