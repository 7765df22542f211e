import { isWebAddress } from './words.ts';

/** A link out of the console, in a tab of its own so that the console stays in sight. Text where the address is no web address. */
export function LinkOut({ to, children }: { to: string; children: string }) {
  if (!isWebAddress(to)) return <span>{children}</span>;
  return (
    <a href={to} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** An address as link and text at once. */
export function Address({ of }: { of: string }) {
  return isWebAddress(of) ? (
    <a class="address" href={of} target="_blank" rel="noopener noreferrer">
      {of}
    </a>
  ) : (
    <span class="address">{of}</span>
  );
}
