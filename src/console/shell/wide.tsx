import type { Child } from 'hono/jsx';

/** A table that may be wider than a phone: it moves by itself, with the keyboard too (WCAG 2.1.1), and the page stays where it is. */
export function Wide({ label, children }: { label: string; children: Child }) {
  return (
    <section class="wide" aria-label={`Table: ${label}`} tabindex={0}>
      {children}
    </section>
  );
}
