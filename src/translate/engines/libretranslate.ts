import { z } from 'zod';
import { callAddress } from './address.ts';
import type { Send } from './ask.ts';
import type { Conversation, Dialect } from './dialect.ts';
import { codeFor, primaryOf } from './languages.ts';
import { braces } from './marks.ts';

const languages = z.array(z.object({ code: z.string(), targets: z.array(z.string()).optional() }));
const spec = z.object({ info: z.object({ version: z.string().regex(/^[\w.+-]{1,40}$/) }) });
const translation = z.object({ translatedText: z.array(z.string()) });

/**
 * LibreTranslate: `POST /translate` with a list of texts. As plain text, with placeholders as they are: its HTML mode
 * loses single words inside tags and cuts sentences at nested ones (its issues 144 and 806). It takes neither terms nor
 * context.
 */
export function libretranslate(options: { readonly address: string; readonly key: string | undefined }): Dialect {
  const at = (path: string): string => callAddress(options.address, '/translate', path);
  return {
    kind: 'libretranslate',
    limits: { texts: 20, sizeBytes: 20_000, callsAtOnce: 2 },
    marks: braces,
    isFickle: false,
    async begin(request, send) {
      // Services that only resemble it do not say what they are; what they translate is right all the same.
      const [version, known] = await Promise.all([versionOf(at, send), send({ address: at('/languages') })]);
      const list = 'json' in known ? (languages.safeParse(known.json).data ?? []) : [];
      const from = list.length === 0 ? primaryOf(request.from) : codeFor(request.from, codesOf(list));
      const targets = list.find(({ code }) => code === from)?.targets ?? codesOf(list);
      const to = list.length === 0 ? primaryOf(request.to) : codeFor(request.to, targets);
      if (from === null || to === null) {
        const sentence = `it does not translate ${request.from} into ${request.to}`;
        return { fault: { sentence, scope: 'engine', isPassing: false } };
      }
      const conversation: Conversation = {
        engine: `libretranslate@${version}`,
        ask: (texts) => ({
          address: at('/translate'),
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            q: texts.map(({ text }) => text),
            source: from,
            target: to,
            format: 'text',
            ...(options.key === undefined ? {} : { api_key: options.key }),
          }),
        }),
        read(json, count) {
          const answer = translation.safeParse(json).data?.translatedText;
          if (answer === undefined) return { wrong: 'the answer is not that of a LibreTranslate' };
          if (answer.length !== count) return { wrong: `it answered ${answer.length} texts for ${count}` };
          return { texts: answer };
        },
      };
      return { conversation };
    },
  };
}

function codesOf(list: z.output<typeof languages>): string[] {
  return list.map(({ code }) => code);
}

/** As its own description of its interface has it. */
async function versionOf(at: (path: string) => string, send: Send): Promise<string> {
  const asked = await send({ address: at('/spec') });
  return ('json' in asked ? spec.safeParse(asked.json).data?.info.version : undefined) ?? 'unknown';
}
