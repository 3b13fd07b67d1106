/**
 * Header blocks of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00, 2.6.10): names and values, all blocks of one direction one
 * zlib stream with a dictionary known to both.
 *
 * What is sent is stored, not squeezed: a handful of octets a stream.
 */
import { constants, createInflate, type Inflate } from 'node:zlib';

export type Headers = ReadonlyMap<string, string>;

const words =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow ' +
  'authorization cache-control connection content-base content-encoding content-language content-length content-location ' +
  'content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match ' +
  'if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range ' +
  'referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method ' +
  'get status 200_OK version HTTP/1.1 url public set-cookie keep-alive origin';

const rest =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden' +
  '404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,' +
  'publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

export const dictionary: Buffer = Buffer.concat([
  ...words.split(' ').map((word) => counted(word.replace('_', ' '))),
  Buffer.from(rest),
]);

function counted(text: string): Buffer {
  const octets = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(octets.length);
  return Buffer.concat([length, octets]);
}

export function headerBlock(headers: Headers): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(headers.size);
  return Buffer.concat([
    count,
    ...[...headers].flatMap(([name, value]) => [counted(name.toLowerCase()), counted(value)]),
  ]);
}

/** @throws Error when lengths lead outside */
export function readHeaderBlock(octets: Buffer): Headers {
  let at = 0;
  const number = (): number => {
    if (at + 4 > octets.length) throw new Error('a header block ends too early');
    at += 4;
    return octets.readUInt32BE(at - 4);
  };
  const text = (): string => {
    const length = number();
    if (at + length > octets.length) throw new Error('a header block ends too early');
    at += length;
    return octets.toString('utf8', at - length, at);
  };
  const headers = new Map<string, string>();
  for (let left = number(); left > 0; left--) headers.set(text(), text());
  return headers;
}

/** RFC 1950: method and window, a dictionary follows, its checksum. */
const beginning = Buffer.from([0x78, 0xbb, 0xe3, 0xc6, 0xa7, 0xc2]);

/** An empty stored block: readers hand over what they have (Z_SYNC_FLUSH). */
const flush = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** The longest block that is stored whole (RFC 1951, 3.2.4). */
const longest = 0xffff;

export class HeaderWriter {
  #hasBegun = false;

  write(headers: Headers): Buffer {
    const block = headerBlock(headers);
    const parts: Buffer[] = this.#hasBegun ? [] : [beginning];
    this.#hasBegun = true;
    for (let at = 0; at < block.length; at += longest) {
      const piece = block.subarray(at, at + longest);
      const head = Buffer.alloc(5);
      head.writeUInt16LE(piece.length, 1);
      head.writeUInt16LE(piece.length ^ 0xffff, 3);
      parts.push(head, piece);
    }
    return Buffer.concat([...parts, flush]);
  }
}

/** Blocks have to be read in the order they came. */
export class HeaderReader {
  readonly #inflate: Inflate = createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH });
  #octets: Buffer[] = [];

  constructor() {
    this.#inflate.on('data', (piece: Buffer) => void this.#octets.push(piece));
  }

  read(compressed: Buffer): Promise<Headers> {
    this.#octets = [];
    return new Promise((resolve, reject) => {
      this.#inflate.once('error', reject);
      this.#inflate.write(compressed, () => {
        this.#inflate.off('error', reject);
        // What was decompressed is told a moment later.
        setImmediate(() => {
          try {
            resolve(readHeaderBlock(Buffer.concat(this.#octets)));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
    });
  }

  close(): void {
    this.#inflate.destroy();
  }
}
