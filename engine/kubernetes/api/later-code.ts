/**
 * The part of the API server that serves only people: its tables, discovery, its words about what is wrong, the
 * objects RBAC begins with, most structs. A world that nobody looks into with kubectl goes the same way without
 * it, so a page fetches it when it is first needed (`apiCode` is what the world is stopped by, as by a program whose code
 * comes later); command line, tests and build have it from the beginning (`whole-code.ts`).
 *
 * Manifests of such a page are not checked: the build of the book has checked them, and so does the world once the rest is
 * there.
 */
import { AbsentCode } from '../../linux/process/later-program.ts';
import type { FieldError } from './status.ts';
import type { LaterApi } from './whole-code.ts';

/** As whoever brings it calls it. */
export const apiCode = 'api';

let there: LaterApi | undefined;

export function bringApi(api: LaterApi): void {
  there = api;
}

/** @throws AbsentCode */
export function laterApi(): LaterApi {
  if (there === undefined) throw new AbsentCode(apiCode);
  return there;
}

/** undefined while it is not there. */
export function laterApiIfThere(): LaterApi | undefined {
  return there;
}

/** A check that finds nothing wrong as long as the words for it are not there. */
export function later<Objects extends readonly unknown[]>(
  pick: (validation: LaterApi['validation']) => (...objects: Objects) => readonly FieldError[],
): (...objects: Objects) => readonly FieldError[] {
  return (...objects) => (there === undefined ? [] : pick(there.validation)(...objects));
}
