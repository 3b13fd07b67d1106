/**
 * An object of an OpenAPI document as JSON has it: a document, a path's operations, a schema. Schemas are in the words of
 * OpenAPI 3.0 with Kubernetes' extensions (`x-kubernetes-…`).
 */
export type OpenApiObject = Readonly<Record<string, unknown>>;
