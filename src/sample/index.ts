export {
  languagesOf,
  type PerLanguage,
  SAMPLE_LANGUAGES,
  type SampleArticle,
  type SampleChange,
  type SampleHead,
  type SampleLanguage,
  type Section,
  sampleArticles,
  sampleFolder,
} from './content.ts';
export { SampleError, type SampleErrorCode } from './fault.ts';
export type { SampleAction } from './newsdesk.ts';
export { openSample, type Sample, type SampleOptions, type SampleState } from './site.ts';
export { openStory, type Story, type StoryOptions } from './story.ts';
