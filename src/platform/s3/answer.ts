/** An answer of a service, of any status. */
export interface S3Answer {
  readonly status: number;
  /** Lower-case names; a header sent several times is joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** As they came, not inflated; null when there are more than were asked for, and then the rest is not read. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  /** How long the body is, or at least is where `bytes` is null. */
  readonly sizeBytes: number;
}
