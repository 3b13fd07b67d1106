/**
 * Where a list that came in pieces goes on: `{"v":"meta.k8s.io/v1","rv":N,"start":"…"}` in base64 without padding
 * (k8s.io/apiserver pkg/storage/continue.go).
 *
 * Left out: later pieces show the objects as they are, not as they were at revision N.
 */
import { fromBase64, toBase64 } from '../../net/base64/base64.ts';
import { badRequest, ApiError } from './status.ts';

export interface Continuation {
  readonly revision: number;
  /** The key after which the next piece begins, behind the collection's: `/name`, of all namespaces `/namespace/name`. */
  readonly after: string;
}

export function continueToken({ revision, after }: Continuation): string {
  const text = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${after}\u0000` });
  const octets = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return toBase64(octets).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws ApiError */
export function readContinueToken(token: string): Continuation {
  let read: { v?: unknown; rv?: unknown; start?: unknown };
  try {
    read = JSON.parse(decoded(token)) as typeof read;
  } catch {
    throw badRequest('continue key is not valid: illegal base64 data at input byte 0');
  }
  if (read.v !== 'meta.k8s.io/v1')
    throw badRequest('continue key is not valid: server does not recognize this encoded version');
  const { rv, start } = read;
  if (typeof rv !== 'number' || typeof start !== 'string' || rv === 0)
    throw badRequest(
      'continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    );
  return { revision: rv, after: start.replace(/\u0000$/, '') };
}

function decoded(token: string): string {
  const octets = fromBase64(token.replaceAll('-', '+').replaceAll('_', '/')) ?? [];
  return String.fromCharCode(...octets);
}

/** What a client is told whose token is of a state that is forgotten. */
export function tokenExpired(): ApiError {
  return new ApiError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  );
}
