/** What the specification has for one element: XLIFF 2.1, sections 4.2 and 4.3; modules 5.1 and 5.2. */
export interface ElementRule {
  readonly children: readonly string[];
  readonly attributes: readonly string[];
  readonly required: readonly string[];
  /** Elements of other namespaces may stand in it; they are stepped over. */
  readonly isOpen: boolean;
  readonly hasText: boolean;
}

const INLINE = ['cp', 'ph', 'pc', 'sc', 'ec', 'mrk', 'sm', 'em'];
const CODE = 'canCopy canDelete canReorder copyOf subType type';

function rule(
  attributes: string,
  children: readonly string[],
  { required = '', isOpen = false, hasText = false }: { required?: string; isOpen?: boolean; hasText?: boolean } = {},
): ElementRule {
  const list = (words: string): string[] => words.split(' ').filter((each) => each !== '');
  return { attributes: [...list(attributes), ...list(required)], children, required: list(required), isOpen, hasText };
}

/** By name; of the modules with their usual prefix, whatever prefix a file has. */
export const GRAMMAR: ReadonlyMap<string, ElementRule> = new Map([
  ['xliff', rule('xml:space', ['file'], { required: 'version srcLang trgLang' })],
  [
    'file',
    rule('canResegment original translate srcDir trgDir xml:space', ['skeleton', 'notes', 'unit', 'group'], {
      required: 'id',
      isOpen: true,
    }),
  ],
  ['skeleton', rule('href', [], { isOpen: true, hasText: true })],
  [
    'group',
    rule('name canResegment translate srcDir trgDir type xml:space', ['notes', 'unit', 'group'], {
      required: 'id',
      isOpen: true,
    }),
  ],
  [
    'unit',
    rule(
      'name canResegment translate srcDir trgDir type xml:space',
      ['notes', 'originalData', 'segment', 'ignorable', 'mtc:matches', 'gls:glossary'],
      { required: 'id', isOpen: true },
    ),
  ],
  ['notes', rule('', ['note'])],
  ['note', rule('id appliesTo category priority', [], { hasText: true })],
  ['originalData', rule('', ['data'])],
  ['data', rule('dir xml:space', ['cp'], { required: 'id', hasText: true })],
  ['segment', rule('id canResegment state subState', ['source', 'target'])],
  ['ignorable', rule('id', ['source', 'target'])],
  ['source', rule('xml:lang xml:space', INLINE, { hasText: true })],
  ['target', rule('xml:lang xml:space order', INLINE, { hasText: true })],
  ['cp', rule('', [], { required: 'hex' })],
  ['ph', rule(`${CODE} disp equiv dataRef subFlows`, [], { required: 'id' })],
  [
    'pc',
    rule(
      `${CODE} canOverlap dispEnd dispStart equivEnd equivStart dataRefEnd dataRefStart subFlowsEnd subFlowsStart dir`,
      INLINE,
      { required: 'id', hasText: true },
    ),
  ],
  ['sc', rule(`${CODE} canOverlap dataRef dir disp equiv isolated subFlows`, [], { required: 'id' })],
  ['ec', rule(`${CODE} canOverlap dataRef dir disp equiv id isolated startRef subFlows`, [])],
  ['mrk', rule('translate type ref value', INLINE, { required: 'id', hasText: true })],
  ['sm', rule('translate type ref value', [], { required: 'id' })],
  ['em', rule('', [], { required: 'startRef' })],
  ['mtc:matches', rule('', ['mtc:match'])],
  [
    'mtc:match',
    rule(
      'id matchQuality matchSuitability origin reference similarity subType type',
      ['originalData', 'source', 'target'],
      {
        required: 'ref',
        isOpen: true,
      },
    ),
  ],
  ['gls:glossary', rule('', ['gls:glossEntry'])],
  ['gls:glossEntry', rule('id ref', ['gls:term', 'gls:translation', 'gls:definition'], { isOpen: true })],
  ['gls:term', rule('source', [], { hasText: true })],
  ['gls:translation', rule('id ref source', [], { hasText: true })],
  ['gls:definition', rule('source', [], { hasText: true })],
]);
