/**
 * What a relay does to the connections that pass it: the action half of a rule (trigger → action → residual). The first
 * five are what censors do to a carrier that is honest; the last two are what a dishonest or forgotten carrier does by itself.
 */
export type CensorAction =
  | { readonly kind: 'open' }
  /** Connections are taken and never answered, as where packets are dropped without a word. */
  | { readonly kind: 'blackhole' }
  /** Connections are reset as soon as they say what they want. */
  | { readonly kind: 'reset' }
  /** So many bytes of answer pass on each connection, then silence: no end, no reset. */
  | { readonly kind: 'freeze'; readonly afterBytes: number }
  /** Answers pass at so many bytes a second. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Pages come with a few of their words and numbers changed. */
  | { readonly kind: 'alter' }
  /** Files come from an older copy of the edition. */
  | { readonly kind: 'old' };
