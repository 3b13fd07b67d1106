/**
 * The body that `-d` and its kin make: text, files, standard input, encoded or not (tool_getparam.c).
 */
import type { ParameterSource } from './parameter-source.ts';

/** The data of all -d, joined. */
export interface PostData {
  readonly text: string;
  readonly json: boolean;
}

export function dataOf(name: string, value: string, source: ParameterSource, silent: boolean): string {
  if (name === 'data-urlencode') return encoded(value, source, silent);
  if (!value.startsWith('@') || name === 'data-raw') return value;
  const text = source.file(value.slice(1));
  if (text === undefined) unreadable(value.slice(1), source, silent);
  const keeps = name === 'data-binary' || name === 'json';
  return keeps ? (text ?? '') : (text ?? '').replace(/[\r\n]/g, '');
}

function unreadable(file: string, source: ParameterSource, silent: boolean): void {
  source.warn(`Couldn't read data from file "${file}", this makes an empty POST.`, silent);
}

/** `content`, `=content`, `name=content`, `@file`, `name@file`: the content is encoded. */
export function encoded(value: string, source: ParameterSource, silent: boolean): string {
  const mark = /[=@]/.exec(value);
  if (mark === null) return escapeForm(value);
  const name = value.slice(0, mark.index);
  const rest = value.slice(mark.index + 1);
  let content: string | undefined = rest;
  if (mark[0] === '@') {
    content = source.file(rest);
    if (content === undefined) unreadable(value, source, silent);
  }
  const text = escapeForm(content ?? '');
  return name === '' ? text : `${name}=${text}`;
}

/** As a form does: a space is a plus. */
function escapeForm(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
