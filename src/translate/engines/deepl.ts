import { z } from 'zod';
import { callAddress } from './address.ts';
import type { Conversation, Dialect } from './dialect.ts';
import { primaryOf } from './languages.ts';
import { tags } from './marks.ts';

const translations = z.object({ translations: z.array(z.object({ text: z.string() })) });

/** Targets of which DeepL wants to know the variety, and the one that is meant when nobody says. */
const VARIETIES: Readonly<Record<string, readonly string[]>> = {
  en: ['EN-GB', 'EN-US'],
  pt: ['PT-PT', 'PT-BR'],
  zh: ['ZH-HANS', 'ZH-HANT'],
};

/**
 * DeepL, `POST /v2/translate`; free or pro by its address. Placeholders are XML elements that cut no sentence; the
 * version of the handling of tags is always named, because accounts differ in their default. The headline is its
 * `context`, which is not charged. Terms are not sent: DeepL takes glossaries made beforehand only.
 */
export function deepl(options: { readonly address: string; readonly key: string | undefined }): Dialect {
  return {
    kind: 'deepl',
    // 128 KiB a request: escaped as JSON a text at most doubles, and there is room for the rest.
    limits: { texts: 50, sizeBytes: 56 * 1024, callsAtOnce: 2 },
    marks: tags,
    isFickle: false,
    async begin(request) {
      const conversation: Conversation = {
        engine: 'deepl@v2',
        ask: (texts) => ({
          address: callAddress(options.address, '/v2/translate'),
          headers: {
            'content-type': 'application/json',
            ...(options.key === undefined ? {} : { authorization: `DeepL-Auth-Key ${options.key}` }),
          },
          body: JSON.stringify({
            text: texts.map(({ text }) => text),
            source_lang: primaryOf(request.from).toUpperCase(),
            target_lang: targetOf(request.to),
            tag_handling: 'xml',
            tag_handling_version: 'v2',
            // What cuts sentences is the text, never a mark inside it.
            outline_detection: false,
            splitting_tags: [],
            non_splitting_tags: ['g', 'x'],
            split_sentences: 'nonewlines',
            ...(request.context === undefined ? {} : { context: request.context.slice(0, 1_000) }),
          }),
        }),
        read(json, count) {
          const answer = translations.safeParse(json).data?.translations;
          if (answer === undefined) return { wrong: 'the answer is not that of DeepL' };
          if (answer.length !== count) return { wrong: `it answered ${answer.length} texts for ${count}` };
          return { texts: answer.map(({ text }) => text) };
        },
      };
      return { conversation };
    },
  };
}

function targetOf(language: string): string {
  const primary = primaryOf(language);
  const varieties = VARIETIES[primary];
  if (varieties === undefined) return primary.toUpperCase();
  return varieties.find((each) => each === language.toUpperCase()) ?? varieties[0] ?? primary.toUpperCase();
}
