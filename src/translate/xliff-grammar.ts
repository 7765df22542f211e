/** What the specification has for one element: XLIFF 2.1, sections 4.2 and 4.3; modules 5.1 and 5.2. */
export interface ElementRule {
  /** What may stand in it, and in which order: those of a lower number come first. */
  readonly children: ReadonlyMap<string, number>;
  readonly attributes: readonly string[];
  readonly required: readonly string[];
  /** Attributes of other namespaces may stand on it; they are stepped over. */
  readonly isExtensible: boolean;
  readonly hasText: boolean;
}

/** In `children`: an element of another namespace, which is stepped over with all it holds. */
export const OTHER = '*';
/** What stands in its parent once at most; of `source`, `target` and `segment` the reader says more. */
export const ONCE: ReadonlySet<string> = new Set(['skeleton', 'notes', 'originalData', 'gls:term', 'gls:definition']);

const INLINE = 'cp|ph|pc|sc|ec|mrk|sm|em';
const CODE = 'canCopy canDelete canReorder copyOf subType type';

interface RuleText {
  /** Names in their order; those with a bar between may stand in any. */
  readonly children?: string;
  readonly required?: string;
  readonly optional?: string;
  readonly isExtensible?: boolean;
  readonly hasText?: boolean;
}

function rule({
  children = '',
  required = '',
  optional = '',
  isExtensible = false,
  hasText = false,
}: RuleText): ElementRule {
  const list = (words: string): string[] => words.split(' ').filter((each) => each !== '');
  return {
    children: new Map(list(children).flatMap((names, rank) => names.split('|').map((name) => [name, rank]))),
    attributes: [...list(optional), ...list(required)],
    required: list(required),
    isExtensible,
    hasText,
  };
}

const RULES: Readonly<Record<string, RuleText>> = {
  xliff: {
    children: 'file',
    required: 'version srcLang trgLang',
    optional: 'xml:space xml:lang',
    isExtensible: true,
  },
  file: {
    children: 'skeleton * notes unit|group',
    required: 'id',
    optional: 'canResegment original translate srcDir trgDir xml:space',
    isExtensible: true,
  },
  skeleton: { children: '*', optional: 'href', hasText: true },
  group: {
    children: '* notes unit|group',
    required: 'id',
    optional: 'name canResegment translate srcDir trgDir type xml:space',
    isExtensible: true,
  },
  unit: {
    children: '*|mtc:matches|gls:glossary notes originalData segment|ignorable',
    required: 'id',
    optional: 'name canResegment translate srcDir trgDir type xml:space',
    isExtensible: true,
  },
  notes: { children: 'note' },
  note: { optional: 'id appliesTo category priority', isExtensible: true, hasText: true },
  originalData: { children: 'data' },
  data: { children: 'cp', required: 'id', optional: 'dir xml:space', hasText: true },
  segment: { children: 'source target', optional: 'id canResegment state subState' },
  ignorable: { children: 'source target', optional: 'id' },
  source: { children: INLINE, optional: 'xml:lang xml:space', hasText: true },
  target: { children: INLINE, optional: 'xml:lang xml:space order', hasText: true },
  cp: { required: 'hex' },
  ph: { required: 'id', optional: `${CODE} disp equiv dataRef subFlows`, isExtensible: true },
  pc: {
    children: INLINE,
    required: 'id',
    optional: `${CODE} canOverlap dispEnd dispStart equivEnd equivStart dataRefEnd dataRefStart subFlowsEnd subFlowsStart dir`,
    isExtensible: true,
    hasText: true,
  },
  sc: { required: 'id', optional: `${CODE} canOverlap dataRef dir disp equiv isolated subFlows`, isExtensible: true },
  ec: { optional: `${CODE} canOverlap dataRef dir disp equiv id isolated startRef subFlows`, isExtensible: true },
  mrk: { children: INLINE, required: 'id', optional: 'translate type ref value', isExtensible: true, hasText: true },
  sm: { required: 'id', optional: 'translate type ref value', isExtensible: true },
  em: { required: 'startRef' },
  'mtc:matches': { children: 'mtc:match' },
  'mtc:match': {
    children: '*|originalData|source|target',
    required: 'ref',
    optional: 'id matchQuality matchSuitability origin reference similarity subType type',
    isExtensible: true,
  },
  'gls:glossary': { children: 'gls:glossEntry' },
  'gls:glossEntry': { children: 'gls:term gls:translation gls:definition *', optional: 'id ref', isExtensible: true },
  'gls:term': { optional: 'source', isExtensible: true, hasText: true },
  'gls:translation': { optional: 'id ref source', isExtensible: true, hasText: true },
  'gls:definition': { optional: 'source', isExtensible: true, hasText: true },
};

/** By name; of the modules with their usual prefix, whatever prefix a file has. */
export const GRAMMAR: ReadonlyMap<string, ElementRule> = new Map(
  Object.entries(RULES).map(([name, text]) => [name, rule(text)]),
);
