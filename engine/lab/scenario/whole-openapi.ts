/**
 * The API's OpenAPI documents (`engine/kubernetes/openapi/later-documents.ts`), for a page that fetches them apart from
 * the engine.
 */
import '../../kubernetes/openapi/openapi.ts';
