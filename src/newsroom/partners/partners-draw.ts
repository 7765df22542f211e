import { articleWords, sameArticleIn } from '../../compose/index.ts';
import type { PostInput } from '../../partner/index.ts';
import type { PartnerSettings, Settings } from '../../platform/config/index.ts';
import { articlePath, HEAD_PATH } from '../../proof/index.ts';
import { faceOf, publicCarriers } from '../publishing/face.ts';
import type { KeptVersion } from '../publishing/versions.ts';

/**
 * What a partner is to show of a version, in the words that its pages have. Links lead to a public carrier; the blocked
 * site stands there as text only.
 * @param siblings all versions of the article that are out
 */
export function postInput(
  settings: Settings,
  partner: PartnerSettings,
  version: KeptVersion,
  siblings: readonly KeptVersion[],
): PostInput {
  const face = faceOf(settings);
  const { body, article, day } = version;
  const carriers = publicCarriers(settings.carriers);
  const carrier = carriers[0]?.address;
  const pageOf = (language: string) => (carrier === undefined ? null : carrier + articlePath(language, day, article));
  const isWithdrawn = body.state === 'withdrawn';
  // A withdrawn text is not to be looked for at its old place.
  const home = isWithdrawn ? undefined : (version.address ?? undefined);
  const others = siblings.filter((each) => each.body.language !== body.language && each.body.state !== 'withdrawn');
  return {
    newsroom: settings.newsroom,
    version,
    words: {
      // The newsroom's address and not the article's: a theme lets a long one run out of a phone.
      ...articleWords({ ...face, notice: { ...face.notice, ...partner.notice } }, body),
      links: others.flatMap(({ body: { language } }) => {
        const address = pageOf(language);
        return address === null ? [] : [{ language, text: sameArticleIn(body.language, language), address }];
      }),
    },
    proof: pageOf(body.language),
    canonical: partner.canonical === 'home' ? (home ?? null) : null,
    heads: carriers.map(({ address }) => address + HEAD_PATH),
  };
}
