/** Who is to be credited inside the file; plain text. Nothing else that a picture says of itself is carried. */
export interface Credit {
  readonly creator?: string;
  readonly copyright?: string;
}

/**
 * A credit as an XMP packet (ISO 16684-1) with the two Dublin Core properties that every picture program shows, or an
 * empty text for none. XMP and not Exif, whose text fields are ASCII: most of our photographers' names are not.
 */
export function creditPacket({ creator, copyright }: Credit): string {
  const creators =
    creator === undefined ? '' : `<dc:creator><rdf:Seq><rdf:li>${escaped(creator)}</rdf:li></rdf:Seq></dc:creator>`;
  const rights =
    copyright === undefined
      ? ''
      : `<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escaped(copyright)}</rdf:li></rdf:Alt></dc:rights>`;
  if (creators + rights === '') return '';
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">${creators}${rights}</rdf:Description></rdf:RDF></x:xmpmeta>`;
}

/** At most 200 characters of one line, as XML text. */
function escaped(text: string): string {
  const line = [...text.toWellFormed().replace(/[\p{Cc}\p{Cs}\ufffe\uffff]+/gu, ' ')].slice(0, 200).join('').trim();
  return line.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
