import type { Permission } from '../../accounts/index.ts';
import type { Viewer } from '../parts.ts';

/** A section of the console. */
export interface Section {
  readonly path: string;
  readonly label: string;
  /** What somebody must be allowed to see it at all. */
  readonly needs: Permission;
}

/** Every section, in the order of the day's work. */
export const SECTIONS = [
  { path: '/', label: 'Journey', needs: 'read' },
  { path: '/articles', label: 'Articles', needs: 'read' },
  { path: '/memory', label: 'Memory', needs: 'read' },
  { path: '/glossary', label: 'Glossary', needs: 'read' },
  { path: '/carriers', label: 'Carriers', needs: 'read' },
  { path: '/partners', label: 'Partners', needs: 'read' },
  { path: '/editions', label: 'Editions', needs: 'read' },
  { path: '/keys', label: 'Keys', needs: 'read' },
  { path: '/jobs', label: 'Jobs', needs: 'read' },
  { path: '/log', label: 'Log', needs: 'read' },
  { path: '/people', label: 'People', needs: 'manage-people' },
] as const satisfies readonly Section[];

/** Where a page belongs: the path of a section. */
export type SectionPath = (typeof SECTIONS)[number]['path'];

/** Which sections there are, the present one marked. */
export function Navigation({
  viewer,
  present,
  paths,
}: {
  viewer: Viewer;
  present: SectionPath | null;
  paths: ReadonlySet<string>;
}) {
  return (
    <nav class="sections" aria-label="Console">
      {SECTIONS.filter(({ path, needs }) => paths.has(path) && viewer.may(needs)).map(({ path, label }) => (
        <a href={path} aria-current={path === present ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
