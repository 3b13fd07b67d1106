/**
 * The two sides of kubectl cp (k8s.io/kubectl pkg/cmd/cp filespec.go): a path here, or a path in a pod.
 */
import { Failure } from '../failure.ts';

export interface FileSpec {
  readonly namespace: string | undefined;
  /** undefined: a local path. */
  readonly pod: string | undefined;
  readonly file: string;
}

const malformed = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

export function fileSpec(text: string): FileSpec {
  const colon = text.indexOf(':');
  if (colon === 0) throw new Failure(malformed);
  if (colon < 0) return { namespace: undefined, pod: undefined, file: text };
  const pieces = text.slice(0, colon).split('/');
  if (pieces.length > 2) throw new Failure(malformed);
  const pod = pieces.at(-1);
  return { namespace: pieces.length === 2 ? pieces[0] : undefined, pod, file: text.slice(colon + 1) };
}

/** path.Clean of Go: `a//b/./c/..` is `a/b`; nothing is `.`. */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..' ? !isRooted : part !== '' && part !== '.') parts.push(part);
  const cleaned = parts.join('/');
  return isRooted ? `/${cleaned}` : cleaned === '' ? '.' : cleaned;
}

/** path.Split of a clean path. */
export function splitPath(path: string): { readonly directory: string; readonly base: string } {
  const cleaned = cleanPath(path);
  const slash = cleaned.lastIndexOf('/');
  if (slash < 0) return { directory: '.', base: cleaned };
  return { directory: cleaned.slice(0, slash) || '/', base: cleaned.slice(slash + 1) || '/' };
}

/** What tar leaves of a name: no leading slashes, no way up. */
export function strippedPrefix(path: string): string {
  const cleaned = cleanPath(path.replace(/^\/+/, ''));
  const stripped = cleaned.replace(/^(?:\.\.\/)+/, '').replace(/^\//, '');
  return stripped === '.' || stripped === '..' ? '' : stripped;
}
