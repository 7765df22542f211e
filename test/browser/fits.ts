import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { faultsOf } from './axe.ts';

/** A phone of today's smallest width, and a desktop. */
export const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } } as const;
export const SCHEMES = ['light', 'dark'] as const;

/**
 * Fails unless a page, as it stands, fits phone and desktop without sideways scrolling and axe finds nothing wrong with it,
 * dark and light. With a folder in `TAMIZDAT_SHOTS` it leaves pictures there, called `name`, to be looked at.
 */
export async function assertFits(page: Page, name: string): Promise<void> {
  const shots = process.env.TAMIZDAT_SHOTS;
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= viewport.width, `${name}: ${width} px wide in ${viewport.width}`);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      if (shots !== undefined)
        await page.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      assert.deepEqual(await faultsOf(page), [], `${name}, ${size}, ${colorScheme}`);
    }
  }
}
