/**
 * What the API server answers below `/openapi`: the index of OpenAPI v3 documents by group version and each of them
 * (k8s.io/kube-openapi pkg/handler3), those of custom resources among them.
 *
 * Left out: `/openapi/v2`; the hash is not the real one's SHA-512, it only tells one content from another.
 */
import { customResourceDocument, servedGroupVersions } from './custom-resources.ts';
import { Documents } from './documents.ts';
import { bringOpenApi, type OpenApi } from './later-documents.ts';
import type { OpenApiObject } from './openapi-object.ts';

let documents: Documents | undefined;

const answer: OpenApi = (path, customResources) => {
  documents ??= new Documents();
  if (path === '/openapi/v3') return index(documents, customResources);
  const name = path.replace(/^\/openapi\/v3\//, '');
  if (documents.names.includes(name)) return documents.document(name);
  return customResourceDocument(name, customResources, documents);
};

bringOpenApi(answer);

function index(own: Documents, customResources: Parameters<OpenApi>[1]): OpenApiObject {
  const paths = new Map<string, string>();
  for (const name of own.names) paths.set(name, hash(`v1.36.3 ${name}`));
  for (const [name, definitions] of servedGroupVersions(customResources))
    paths.set(name, hash(JSON.stringify(definitions.map(({ spec }) => spec))));
  return {
    paths: Object.fromEntries(
      [...paths]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, hash]) => [name, { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` }]),
    ),
  };
}

/** FNV-1a, four times from different beginnings, as 32 hexadecimal digits. */
function hash(text: string): string {
  return [0, 1, 2, 3]
    .map((beginning) => {
      let value = 0x811c9dc5 ^ beginning;
      for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
      return (value >>> 0).toString(16).padStart(8, '0');
    })
    .join('')
    .toUpperCase();
}
