import { SaxesParser } from 'saxes';

/** Something a server tells about in answer to PROPFIND. */
export interface DavResource {
  /** As the server wrote it: an address or a path, escaped. */
  readonly href: string;
  readonly isFolder: boolean;
  /** Null where the server does not say. */
  readonly sizeBytes: number | null;
}

/** The properties that are asked for. */
export const PROPFIND_BODY: string =
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>';

/** The answer of a server is not the one of WebDAV, or wants to be more than that. */
export class NotMultistatus extends Error {}

const MAX_DEPTH = 32;
const MAX_TEXT = 8_192;

/**
 * Reads an answer to PROPFIND (RFC 4918 §13) as it comes in, without keeping it: each resource is given to `onResource`. Names
 * of elements count by their namespace, whatever the prefix; what is unknown is skipped. Document types are refused.
 * @throws NotMultistatus from `write` and `close`
 */
export class MultistatusReader {
  readonly #parser = new SaxesParser({ xmlns: true });
  readonly #open: string[] = [];
  #text = '';
  #isMultistatus = false;
  #resource = { href: '', status: '', isFolder: false, size: '' };
  #propstat = { status: '', isFolder: false, size: '' };

  constructor(onResource: (resource: DavResource) => void) {
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw new NotMultistatus(`not XML: ${error.message.slice(0, 100)}`);
    });
    parser.on('doctype', () => {
      throw new NotMultistatus('it has a document type');
    });
    parser.on('opentag', ({ uri, local }) => {
      const name = uri === 'DAV:' ? local : '';
      if (this.#open.length === 0) {
        if (name !== 'multistatus') throw new NotMultistatus('it is no multistatus');
        this.#isMultistatus = true;
      }
      if (this.#open.push(name) > MAX_DEPTH) throw new NotMultistatus('it is nested too deeply');
      this.#text = '';
      if (name === 'response') this.#resource = { href: '', status: '', isFolder: false, size: '' };
      if (name === 'propstat') this.#propstat = { status: '', isFolder: false, size: '' };
      if (name === 'collection' && this.#open.at(-2) === 'resourcetype') this.#propstat.isFolder = true;
    });
    const onText = (text: string): void => {
      if (this.#text.length < MAX_TEXT) this.#text += text;
    };
    parser.on('text', onText);
    parser.on('cdata', onText);
    parser.on('closetag', () => {
      const name = this.#open.pop();
      const parent = this.#open.at(-1);
      if (name === 'href' && parent === 'response') this.#resource.href = this.#text.trim();
      if (name === 'status' && parent === 'response') this.#resource.status = this.#text;
      if (name === 'status' && parent === 'propstat') this.#propstat.status = this.#text;
      if (name === 'getcontentlength' && parent === 'prop') this.#propstat.size = this.#text.trim();
      // Properties that a server does not have come in a part of their own, with 404.
      if (name === 'propstat' && isGood(this.#propstat.status)) {
        this.#resource.isFolder ||= this.#propstat.isFolder;
        this.#resource.size ||= this.#propstat.size;
      }
      if (name === 'response' && isGood(this.#resource.status)) {
        const { href, isFolder, size } = this.#resource;
        onResource({ href, isFolder, sizeBytes: /^\d{1,15}$/.test(size) ? Number(size) : null });
      }
      this.#text = '';
    });
  }

  /** Takes the next part of the text. */
  write(text: string): void {
    this.#parser.write(text);
  }

  /** Sees that the text ended where an answer does. */
  close(): void {
    this.#parser.close();
    if (!this.#isMultistatus) throw new NotMultistatus('it is empty');
  }
}

function isGood(status: string): boolean {
  return status === '' || /^\s*HTTP\/[\d.]+\s+2\d\d/i.test(status);
}
