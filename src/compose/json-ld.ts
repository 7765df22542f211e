import type { ArticleBody, Translation } from '../article/index.ts';
import { type NewsroomFace, titleOf } from './face.ts';
import { jsonForScript } from './markup.ts';

/**
 * IPTC's source type of a text, as schema.org spells it; the same three steps as the label that people read.
 * Originals and translations by people have none.
 */
export function sourceTypeOf(translation: Translation | undefined): string | undefined {
  if (translation === undefined || translation.how === 'person') return undefined;
  return translation.how === 'machine'
    ? 'TrainedAlgorithmicMediaDigitalSource'
    : 'CompositeWithTrainedAlgorithmicMediaDigitalSource';
}

/**
 * A `NewsArticle` (schema.org) as a block of data for search engines and archives; it is not a script that runs.
 * Undefined members disappear in the JSON.
 */
export function newsArticleHtml(face: NewsroomFace, body: ArticleBody, homeAddress: string | undefined): string {
  const sourceType = sourceTypeOf(body.translation);
  const data = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: body.headline,
    inLanguage: body.language,
    datePublished: body.publishedAt,
    dateModified: body.modifiedAt,
    author: body.bylines.length === 0 ? undefined : body.bylines.map((name) => ({ '@type': 'Person', name })),
    articleSection: body.sections.length === 0 ? undefined : body.sections,
    publisher: { '@type': 'NewsMediaOrganization', name: titleOf(face, body.language).text, url: face.home },
    isAccessibleForFree: true,
    mainEntityOfPage: homeAddress,
    digitalSourceType: sourceType === undefined ? undefined : `https://schema.org/${sourceType}`,
  };
  return `<script type="application/ld+json">${jsonForScript(data)}</script>\n`;
}
