import { TamizdatError } from '../errors/index.ts';

/**
 * - `xliff-invalid`: a file that is no XLIFF 2.1 as this project writes it, or not of the draft it was brought to
 * - `tmx-invalid`: a file that is no TMX
 */
export type InterchangeErrorCode = 'xliff-invalid' | 'tmx-invalid';

/**
 * Which rule a file breaks.
 *
 * | rule | what it asks |
 * | --- | --- |
 * | `encoding` | the bytes are UTF-8 (TMX: or UTF-16 with a byte order mark) |
 * | `size`, `depth` | nothing is larger, longer or deeper than any that people make |
 * | `xml` | it is well-formed, with its namespaces |
 * | `doctype` | it declares no types and no entities of its own |
 * | `root`, `version` | it is that format, in a version that is read |
 * | `language` | languages are named, and they are those of the draft |
 * | `element`, `attribute`, `text` | nothing stands where the specification has no place for it |
 * | `missing` | nothing is left out that has to be there |
 * | `id` | ids have their form, and none comes twice |
 * | `state` | states are those of the specification, and fit the text |
 * | `inline` | codes are those of the original, pair, nest, come once, and have the same attributes at both ends |
 * | `order` | codes and segments that keep their order keep it, and no two have the same place |
 * | `reference` | references have their form, and lead to what they may lead to |
 * | `article`, `segment` | article and segments are those of the draft |
 */
export type InterchangeRule =
  | 'encoding'
  | 'size'
  | 'depth'
  | 'xml'
  | 'doctype'
  | 'root'
  | 'version'
  | 'language'
  | 'element'
  | 'attribute'
  | 'text'
  | 'missing'
  | 'id'
  | 'state'
  | 'inline'
  | 'order'
  | 'reference'
  | 'article'
  | 'segment';

/** A file of another program that was refused: with the rule it breaks and, where it is one, the line. */
export class InterchangeError extends TamizdatError<InterchangeErrorCode> {
  readonly rule: InterchangeRule;
  /** Counted from 1; null when the fault is in no line of its own. */
  readonly line: number | null;

  constructor(
    code: InterchangeErrorCode,
    { rule, line, message, hint }: { rule: InterchangeRule; line: number | null; message: string; hint?: string },
  ) {
    super(code, `${line === null ? '' : `line ${line}: `}${message} (rule: ${rule})`, { hint });
    this.rule = rule;
    this.line = line;
  }
}
