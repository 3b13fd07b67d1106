/**
 * What may be done with a kind, in the order discovery lists it: built-in kinds as apiserver's installer sorts them
 * (pkg/endpoints/installer.go), custom ones as apiextensions' discovery writes them.
 */
import type { Resource } from './resources.ts';

const listVerbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
] as const;

/** In the order the handler of custom kinds lists them. */
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

export function verbsOf({ listed, subresources }: Resource): readonly string[] {
  return !listed ? ['create'] : subresources === undefined ? listVerbs : customVerbs;
}
