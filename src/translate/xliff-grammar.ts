import type { ValueForm } from './xliff-values.ts';

/** What the specification has for one element: XLIFF 2.1, sections 4.2 and 4.3; modules 5.1 and 5.2. */
export interface ElementRule {
  /** What may stand in it, and in which order: those of a lower number come first, those of a negative one anywhere. */
  readonly children: ReadonlyMap<string, number>;
  /** What has to stand in it: one of each list at least. */
  readonly needs: readonly (readonly string[])[];
  readonly attributes: ReadonlyMap<string, ValueForm>;
  readonly required: readonly string[];
  /** Attributes of which other namespaces may stand on it and are stepped over: of any, of OASIS' modules, of none. */
  readonly extensions: 'any' | 'modules' | 'none';
  readonly hasText: boolean;
}

/** In `children`: an element of another namespace, which is stepped over with all it holds. */
export const OTHER = '*';
/** What stands in its parent once at most. */
export const ONCE: ReadonlySet<string> = new Set([
  'skeleton',
  'notes',
  'originalData',
  'source',
  'target',
  'gls:term',
  'gls:definition',
]);

const INLINE = 'cp|ph|pc|sc|ec|mrk|sm|em';
const CODE = 'canCopy:yes-no canDelete:yes-no canReorder:reorder copyOf:id subType:own type:code-type';
const START_AND_END = 'canOverlap:yes-no dataRef:id dir:direction disp equiv isolated:yes-no subFlows:ids';
const WHOLE = 'canResegment:yes-no translate:yes-no srcDir:direction trgDir:direction xml:space:space';
const NOTE = 'translate:yes-no type:note-type ref value';

interface RuleText {
  /** Names in their order; those with a bar between may stand in any. */
  readonly children?: string;
  readonly needs?: string;
  /** Names, each with a form after a colon. */
  readonly required?: string;
  readonly optional?: string;
  readonly extensions?: 'any' | 'modules';
  readonly hasText?: boolean;
}

const list = (words: string): string[] => words.split(' ').filter((each) => each !== '');

/** `xml:space:space` is `xml:space` with the form `space`; without a form any value will do. */
function attribute(text: string): [string, ValueForm] {
  const [, name = '', form = 'any'] = /^((?:xml:)?[^:]+)(?::(.+))?$/.exec(text) ?? [];
  return [name, form as ValueForm];
}

/** `~` before a name: anywhere among the others. */
function placeOf(name: string, rank: number): [string, number] {
  return name.startsWith('~') ? [name.slice(1), -1] : [name, rank];
}

function rule({ children = '', needs = '', required = '', optional = '', ...rest }: RuleText): ElementRule {
  const { extensions = 'none', hasText = false } = rest;
  const needed = list(required).map(attribute);
  return {
    children: new Map(list(children).flatMap((names, rank) => names.split('|').map((name) => placeOf(name, rank)))),
    needs: list(needs).map((names) => names.split('|')),
    attributes: new Map([...needed, ...list(optional).map(attribute)]),
    required: needed.map(([name]) => name),
    extensions,
    hasText,
  };
}

const RULES: Readonly<Record<string, RuleText>> = {
  xliff: {
    children: 'file',
    needs: 'file',
    required: 'version srcLang:language',
    optional: 'trgLang:language xml:space:space',
    extensions: 'any',
  },
  file: {
    children: 'skeleton * notes unit|group',
    needs: 'unit|group',
    required: 'id:id',
    optional: `${WHOLE} original`,
    extensions: 'any',
  },
  skeleton: { children: '*', optional: 'href', hasText: true },
  group: {
    children: '* notes unit|group',
    required: 'id:id',
    optional: `${WHOLE} name type:own`,
    extensions: 'any',
  },
  unit: {
    children: '*|mtc:matches|gls:glossary notes originalData segment|ignorable',
    needs: 'segment',
    required: 'id:id',
    optional: `${WHOLE} name type:own`,
    extensions: 'any',
  },
  notes: { children: 'note', needs: 'note' },
  note: { optional: 'id:id appliesTo:side category priority:priority', extensions: 'any', hasText: true },
  originalData: { children: 'data', needs: 'data' },
  data: { children: 'cp', required: 'id:id', optional: 'dir:direction xml:space:space', hasText: true },
  segment: {
    children: 'source target',
    needs: 'source',
    optional: 'id:id canResegment:yes-no state:state subState:sub-state',
  },
  ignorable: { children: 'source target', needs: 'source', optional: 'id:id' },
  source: { children: INLINE, optional: 'xml:lang:language xml:space:space', hasText: true },
  target: { children: INLINE, optional: 'xml:lang:language xml:space:space order:position', hasText: true },
  cp: { required: 'hex:hex' },
  ph: { required: 'id:id', optional: `${CODE} disp equiv dataRef:id subFlows:ids`, extensions: 'modules' },
  pc: {
    children: INLINE,
    required: 'id:id',
    optional: `${CODE} canOverlap:yes-no dispEnd dispStart equivEnd equivStart dataRefEnd:id dataRefStart:id subFlowsEnd:ids subFlowsStart:ids dir:direction`,
    extensions: 'modules',
    hasText: true,
  },
  sc: { required: 'id:id', optional: `${CODE} ${START_AND_END}`, extensions: 'modules' },
  ec: { optional: `${CODE} ${START_AND_END} id:id startRef:id`, extensions: 'modules' },
  mrk: { children: INLINE, required: 'id:id', optional: NOTE, extensions: 'any', hasText: true },
  sm: { required: 'id:id', optional: NOTE, extensions: 'any' },
  em: { required: 'startRef:id' },
  'mtc:matches': { children: 'mtc:match', needs: 'mtc:match' },
  'mtc:match': {
    children: '~* originalData source target',
    needs: 'source target',
    required: 'ref',
    optional:
      'id:id matchQuality:percent matchSuitability:percent origin reference:yes-no similarity:percent subType:own type:match-type',
    extensions: 'any',
  },
  'gls:glossary': { children: 'gls:glossEntry', needs: 'gls:glossEntry' },
  'gls:glossEntry': {
    children: 'gls:term gls:translation gls:definition *',
    needs: 'gls:term gls:translation|gls:definition',
    optional: 'id:id ref',
    extensions: 'any',
  },
  'gls:term': { optional: 'source', extensions: 'any', hasText: true },
  'gls:translation': { optional: 'id:id ref source', extensions: 'any', hasText: true },
  'gls:definition': { optional: 'source', extensions: 'any', hasText: true },
};

/** By name; of the modules with their usual prefix, whatever prefix a file has. */
export const GRAMMAR: ReadonlyMap<string, ElementRule> = new Map(
  Object.entries(RULES).map(([name, text]) => [name, rule(text)]),
);
