/**
 * What goes into a ConfigMap or a Secret: literals, files, folders and environment files (k8s.io/kubectl pkg/util,
 * pkg/cmd/create create_configmap.go and create_secret.go), and the hash of its name (pkg/util/hash).
 */
import { hexadecimal } from '../../../../net/digest/hexadecimal.ts';
import { sha256 } from '../../../../net/digest/sha256.ts';
import { sortedJson } from '../../../../kubernetes/patch/last-applied.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { absolute } from '../../manifests.ts';

/** Calls `put` with each key and its text, in upstream's order. @throws Failure */
export function contents(
  run: Invocation,
  what: 'config' | 'secret',
  put: (key: string, text: string) => void,
): void {
  if (run.has('from-env-file') && (run.has('from-file') || run.has('from-literal')))
    throw new Failure('from-env-file cannot be combined with from-file or from-literal');
  for (const literal of run.values('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new Failure(`invalid literal source ${literal}, expected key=value`);
    put(literal.slice(0, equals), literal.slice(equals + 1));
  }
  for (const source of run.values('from-file')) fromFile(run, source, put);
  for (const file of run.values('from-env-file')) fromEnvironment(run, what, file, put);
}

export function fromFile(run: Invocation, source: string, put: (key: string, text: string) => void): void {
  const [first = '', second, third] = source.split('=');
  if (third !== undefined) throw new Failure("key names or file paths cannot contain '='");
  if (second !== undefined && first === '') throw new Failure(`key name for file path ${second} missing`);
  if (second === '') throw new Failure(`file path for key name ${first} missing`);
  const file = second ?? first;
  const { files, directory } = run.process;
  const path = absolute(directory, file);
  const text = files.text(path);
  if (text !== undefined) {
    put(second === undefined ? (file.split('/').at(-1) ?? file) : first, text);
    return;
  }
  if (!files.isDirectory(path)) throw new Failure(`error reading ${file}: no such file or directory`);
  if (second !== undefined) throw new Failure('cannot give a key name for a directory path');
  for (const name of files.names(path)) {
    const inside = files.text(`${path}/${name}`);
    if (inside !== undefined) put(name, inside);
  }
}

function fromEnvironment(
  run: Invocation,
  what: 'config' | 'secret',
  file: string,
  put: (key: string, text: string) => void,
): void {
  const { files, directory, environment } = run.process;
  const path = absolute(directory, file);
  const text = files.text(path);
  if (text === undefined)
    throw new Failure(
      files.isDirectory(path)
        ? `env ${what} file cannot be a directory`
        : `error reading ${file}: no such file or directory`,
    );
  const lines = text.replace(/\n$/, '').split('\n');
  for (const raw of lines) {
    const line = raw.replace(/^\s+/, '').replace(/\r$/, '');
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
      throw new Failure(
        `${JSON.stringify(key)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
      );
    // A name alone takes its value from kubectl's own environment.
    put(key, equals < 0 ? (environment.get(key) ?? '') : line.slice(equals + 1));
  }
}

/** The name with the hash of what is in the object behind it. */
export function hashedName(object: Readonly<Record<string, unknown>> & { readonly name: string }): string {
  const text = sortedJson(object).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  const digest = hexadecimal(sha256(text)).slice(0, 10);
  return `${object.name}-${digest.replace(/[013ae]/g, (digit) => letters[digit] ?? digit)}`;
}
