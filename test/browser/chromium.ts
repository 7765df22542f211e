import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The first of `NAMES` on PATH that may be executed, or undefined. */
function onPath(): string | undefined {
  const candidates = NAMES.flatMap((name) =>
    (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  );
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Starts the Chromium of the tests: `TAMIZDAT_CHROMIUM`, else one on PATH, else Playwright's own download. It makes no
 * connection that a page does not ask for. The caller closes it.
 */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env.TAMIZDAT_CHROMIUM ?? onPath();
  return await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      // Containers and root have no sandbox to offer; the pages opened here are our own.
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
