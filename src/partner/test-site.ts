import { PartnerError } from './error.ts';
import type { PluginStatus } from './wordpress/answers.ts';
import type { PinnedNewsroom, WordPressSite } from './wordpress/site.ts';

/** What was looked at on a site, and what was found. */
export interface SiteFinding {
  readonly check: 'site' | 'user' | 'publish' | 'pictures' | 'plug-in' | 'keys';
  /** `missing`: it goes without, with less. */
  readonly outcome: 'passed' | 'failed' | 'missing';
  readonly detail: string;
  readonly hint: string | null;
}

/**
 * Looks whether a site would take our articles, and writes no post: who we are there, what we may, whether the plug-in is
 * there and has our keys. What fails is a finding, and ends the look where nothing further could be seen.
 * @param pinned what the plug-in is given; null where the newsroom's keys are not at hand
 */
export async function testSite(
  site: WordPressSite,
  wanted: { readonly as: 'draft' | 'published'; readonly pinned: PinnedNewsroom | null },
): Promise<SiteFinding[]> {
  const findings: SiteFinding[] = [];
  const passed = (check: SiteFinding['check'], detail: string) =>
    findings.push({ check, outcome: 'passed', detail, hint: null });
  const lacks = (check: SiteFinding['check'], outcome: 'failed' | 'missing', detail: string, hint: string) =>
    findings.push({ check, outcome, detail, hint });
  let check: SiteFinding['check'] = 'site';
  try {
    passed('site', `${site.host} is “${await site.name()}” and speaks WordPress’s REST`);
    check = 'user';
    const capabilities = await site.capabilities();
    passed('user', 'user and application password are taken');
    const needed = wanted.as === 'published' ? ['publish_posts', 'edit_published_posts'] : ['edit_posts'];
    const absent = needed.filter((name) => !capabilities.has(name));
    if (absent.length === 0)
      passed('publish', `the user may ${wanted.as === 'published' ? 'publish' : 'write drafts'}`);
    else lacks('publish', 'failed', `the user lacks ${absent.join(', ')}`, 'give it the role Author');
    if (capabilities.has('upload_files')) passed('pictures', 'the user may send pictures');
    else lacks('pictures', 'missing', 'the user may not send pictures', 'articles come without; the role Author may');
    check = 'plug-in';
    const plugin = await site.plugin();
    if (plugin === null) {
      const hint = 'without it: no canonical address, no hreflang, and no withdrawal while we cannot reach the site';
      lacks('plug-in', 'missing', 'the companion plug-in is not there', hint);
      return findings;
    }
    passed('plug-in', `the companion plug-in ${plugin.version} is there: ${plugin.features.join(', ')}`);
    check = 'keys';
    if (wanted.pinned !== null) {
      const state = await site.pin(wanted.pinned);
      if (state === 'pending')
        lacks('keys', 'failed', 'other keys were pinned before', 'an administrator there decides: Posts → Tamizdat');
      else passed('keys', state === 'same' ? 'the plug-in has our keys' : 'the plug-in has taken our keys');
    }
    for (const error of errorsOf(plugin, wanted.pinned)) lacks('plug-in', 'missing', error, 'Posts → Tamizdat there');
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error;
    lacks(check, 'failed', error.message, error.hint ?? '');
  }
  return findings;
}

function errorsOf({ errors }: PluginStatus, pinned: PinnedNewsroom | null): readonly string[] {
  return pinned === null ? [] : (errors[pinned.newsroom] ?? []);
}
