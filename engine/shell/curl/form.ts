/**
 * `-F`: a form in parts, each with its own headers (tool_formparse.c, RFC 7578). Left out: headers and encoders of a
 * part, several files in one part, nested parts.
 */
import { joined } from '../../net/wire/octets.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { ParameterSource } from './parameter-source.ts';

export interface FormPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly type: string | undefined;
  readonly content: Uint8Array;
  /** The file that could not be read. */
  readonly missing: string | undefined;
}

const types: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

export function readFormPart(
  text: string,
  literal: boolean,
  source: ParameterSource,
): FormPart | 'malformed' | 'not simulated' {
  const equals = text.indexOf('=');
  if (equals < 0) return 'malformed';
  const name = text.slice(0, equals);
  const value = text.slice(equals + 1);
  const plain = { name, fileName: undefined, type: undefined, missing: undefined };
  if (literal) return { ...plain, content: utf8(value) };
  const [content = '', ...rest] = value.split(';');
  if (content.startsWith('(') || (content.startsWith('@') && content.includes(','))) return 'not simulated';
  let type: string | undefined;
  let given: string | undefined;
  for (const setting of rest) {
    const [, key, word = ''] = /^(type|filename)=(.*)$/.exec(setting) ?? [];
    if (key === 'type') type = word;
    else if (key === 'filename') given = word.replace(/^"(.*)"$/, '$1');
    else return 'not simulated';
  }
  if (!/^[@<]/.test(content))
    return { ...plain, type, fileName: given, content: utf8(content.replace(/^"(.*)"$/, '$1')) };
  const path = content.slice(1);
  const bytes = source.bytes(path);
  const base = path.slice(path.lastIndexOf('/') + 1);
  const isFile = content.startsWith('@');
  const fileName = isFile ? (given ?? base) : given;
  const guessed = isFile
    ? (types[base.slice(base.lastIndexOf('.') + 1)] ?? 'application/octet-stream')
    : undefined;
  return {
    name,
    fileName,
    type: type ?? guessed,
    content: bytes ?? new Uint8Array(0),
    missing: bytes === undefined ? path : undefined,
  };
}

const quoted = (text: string) => text.replaceAll('"', '%22');

export function formBody(parts: readonly FormPart[], boundary: string): Uint8Array {
  let body: Uint8Array = new Uint8Array(0);
  for (const { name, fileName, type, content } of parts) {
    const file = fileName === undefined ? '' : `; filename="${quoted(fileName)}"`;
    const kind = type === undefined ? '' : `Content-Type: ${type}\r\n`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${file}\r\n${kind}\r\n`;
    body = joined([body, utf8(head), content, utf8('\r\n')]);
  }
  return joined([body, utf8(`--${boundary}--\r\n`)]);
}
