import { z } from 'zod';
import { callAddress } from './address.ts';
import type { Conversation, Dialect } from './dialect.ts';
import { primaryOf } from './languages.ts';
import { tags } from './marks.ts';

const answer = z.object({ responseData: z.object({ translatedText: z.string() }), responseStatus: z.literal(200) });

/**
 * Apertium APy, `POST /translate`. It takes one text a request; placeholders are tags of its HTML format, which move with
 * their words. It cuts a long text into ten parts and silently drops the rest, with ever smaller parts the more people
 * ask, so a text is kept shorter than ten of the smallest. It takes neither terms nor context.
 */
export function apertium(options: { readonly address: string; readonly key: string | undefined }): Dialect {
  return {
    kind: 'apertium',
    // A pair has one pipeline: a sentence that crashes it takes along whatever is asked at the same moment.
    limits: { texts: 1, sizeBytes: 4_500, callsAtOnce: 1 },
    marks: tags,
    isFickle: false,
    mend: withoutSigns,
    async begin(request) {
      const pair = [primaryOf(request.from), primaryOf(request.to)];
      const conversation: Conversation = {
        engine: `apertium@${pair.join('-')}`,
        ask: ([asked]) => ({
          address: callAddress(options.address, '/translate'),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({
            langpair: pair.join('|'),
            q: asked?.text ?? '',
            markUnknown: 'no',
            format: 'html',
            ...(options.key === undefined ? {} : { key: options.key }),
          }).toString(),
        }),
        read(json) {
          const text = answer.safeParse(json).data?.responseData.translatedText;
          return text === undefined ? { wrong: 'the answer is not that of an Apertium APy' } : { texts: [text] };
        },
      };
      return { conversation };
    },
  };
}

/** The signs with which Apertium marks words that it could not bend or find, where the original has no such sign. */
function withoutSigns(text: string, source: string): string {
  return text.replace(/(^|[^\p{L}\p{N}])([#@*])(?=\p{L})/gu, (whole, before: string, sign: string) =>
    source.includes(sign) ? whole : before,
  );
}
