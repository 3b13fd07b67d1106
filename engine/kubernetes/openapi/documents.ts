/**
 * OpenAPI v3 documents of the groups that Kubernetes itself serves, equal to the published ones with enums: the paths of a
 * group version, and the schemas that these reach (k8s.io/kube-openapi pkg/builder3 does the same).
 */
import type { OpenApiObject } from './openapi-object.ts';
import { descriptionLines } from './descriptions.ts';
import { Paths } from './read-paths.ts';
import { Schemas } from './read-schemas.ts';
import { pathLines, schemaLines } from './schemas.ts';

const bearerToken = {
  BearerToken: {
    description: 'Bearer Token authentication',
    in: 'header',
    name: 'authorization',
    type: 'apiKey',
  },
};

const home = '#/components/schemas/';

export class Documents {
  readonly #known = new Map<string, OpenApiObject>();
  readonly #paths = new Paths(pathLines);
  readonly #schemas = new Schemas(schemaLines, descriptionLines);

  /** `api`, `api/v1`, `apis/apps/v1` … */
  get names(): readonly string[] {
    return this.#paths.names;
  }

  /** @param name one of `names` */
  document(name: string): OpenApiObject {
    const known = this.#known.get(name) ?? this.#build(name);
    this.#known.set(name, known);
    return known;
  }

  #build(name: string): OpenApiObject {
    const paths = this.#paths.paths(name);
    const { group, version } = this.#paths.groupVersion(name);
    const schemas = this.reached(paths, group, version);
    return {
      components: {
        ...(Object.keys(schemas).length === 0 ? {} : { schemas }),
        securitySchemes: bearerToken,
      },
      ...this.#paths.title(name),
      paths,
    };
  }

  /** @param name one of `names` */
  paths(name: string): OpenApiObject {
    return this.#paths.paths(name);
  }

  /** @param name `io.k8s.api.apps.v1.Deployment` */
  definition(name: string): OpenApiObject | undefined {
    return this.#schemas.definition(name, '', '');
  }

  /** The schemas that a value refers to, and those they refer to, by name. */
  reached(value: unknown, group: string, version: string): OpenApiObject {
    const found = new Map<string, OpenApiObject>();
    const left = references(value);
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (found.has(name)) continue;
      const schema = this.#schemas.definition(name, group, version);
      if (schema === undefined) continue;
      found.set(name, schema);
      left.push(...references(schema));
    }
    return Object.fromEntries([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === '$ref' && typeof inner === 'string' && inner.startsWith(home)
      ? [inner.slice(home.length)]
      : references(inner),
  );
}
