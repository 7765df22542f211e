/** Whether a document holds a marker of a signed page. One without any does not claim to be one. */
export function isMarked(bytes: Uint8Array): boolean {
  return /<!--\/?tamizdat:/.test(new TextDecoder().decode(bytes));
}
