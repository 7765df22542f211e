/** The part of idiomorph that the console uses; the package brings no types. */
declare module 'idiomorph' {
  export interface MorphOptions {
    readonly morphStyle?: 'outerHTML' | 'innerHTML';
    readonly callbacks?: {
      /** False leaves the old node as it is. */
      readonly beforeNodeMorphed?: (old: Node, next: Node) => boolean;
      readonly afterNodeAdded?: (node: Node) => void;
      /** False leaves the attribute as it is. */
      readonly beforeAttributeUpdated?: (name: string, element: Element, what: 'update' | 'remove') => boolean;
    };
  }
  export const Idiomorph: {
    morph(old: Element, next: Element | string, options?: MorphOptions): unknown;
  };
}
