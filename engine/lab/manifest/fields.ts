/**
 * What may stand in a manifest, from the API's own types: kinds, the fields at a path, what each of them holds.
 *
 * Left out: the sentences of the API's documentation; values of named strings but for those of networking.
 */
import '../../kubernetes/api/whole-code.ts';
import { apiVersionOf, resourceOfKind, resources } from '../../kubernetes/api/resources.ts';
import { goStruct, type GoType } from '../../kubernetes/schema/go-type.ts';

export interface ManifestField {
  readonly name: string;
  /** `text`, `list of ServicePort`, `map of text`, `PodSpec` */
  readonly holds: string;
  /** Of a field that is a struct, or a list or map of one: the names of its own fields. */
  readonly inside: readonly string[];
  /** The values it may have, where they are known. */
  readonly values: readonly string[];
}

/** A kind that can be applied here. */
export interface ManifestKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export function manifestKinds(): readonly ManifestKind[] {
  return resources
    .filter(({ struct, listed }) => struct !== undefined && listed)
    .map((resource) => ({ apiVersion: apiVersionOf(resource), kind: resource.kind }));
}

/**
 * @param path keys from the top, without places in lists: `spec`, `ports`
 * @returns undefined when there is nothing of the kind
 */
export function fieldsAt(
  { apiVersion, kind }: ManifestKind,
  path: readonly string[],
): readonly ManifestField[] | undefined {
  let struct = resourceOfKind(apiVersion, kind)?.struct;
  for (const key of path) {
    const type: GoType | undefined =
      struct === undefined ? undefined : goStruct(struct).byJson.get(key)?.type;
    struct = type === undefined ? undefined : structIn(type);
  }
  return struct === undefined
    ? undefined
    : goStruct(struct).fields.map(({ json, type }) => fieldOf(json, type));
}

function fieldOf(name: string, type: GoType): ManifestField {
  const struct = structIn(type);
  return {
    name,
    holds: wordsOf(type),
    inside: struct === undefined ? [] : goStruct(struct).fields.map(({ json }) => json),
    values: valuesOf(type),
  };
}

/** The struct a field leads into, through pointers, lists and maps. */
function structIn(type: GoType): string | undefined {
  if (type.kind === 'struct') return type.name;
  return 'of' in type ? structIn(type.of) : undefined;
}

function wordsOf(type: GoType): string {
  switch (type.kind) {
    case 'pointer':
      return wordsOf(type.of);
    case 'slice':
      return `list of ${wordsOf(type.of)}`;
    case 'map':
      return `map of ${wordsOf(type.of)}`;
    case 'struct':
    case 'named string':
      return type.name.replace(/^.*\./, '');
    case 'scalar':
      return (
        { string: 'text', bool: 'true or false', '[]uint8': 'base64 text' }[type.name as string] ?? 'number'
      );
    case 'special':
      return specials[type.name];
  }
}

const specials: Readonly<Record<Extract<GoType, { kind: 'special' }>['name'], string>> = {
  Time: 'time',
  MicroTime: 'time',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'number or name',
  any: 'anything',
};

const values: Readonly<Record<string, readonly string[]>> = {
  AddressType: ['IPv4', 'IPv6', 'FQDN'],
  DNSPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  IPFamily: ['IPv4', 'IPv6'],
  IPFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
  Protocol: ['TCP', 'UDP', 'SCTP'],
  PullPolicy: ['Always', 'IfNotPresent', 'Never'],
  RestartPolicy: ['Always', 'OnFailure', 'Never'],
  ServiceAffinity: ['ClientIP', 'None'],
  ServiceExternalTrafficPolicy: ['Cluster', 'Local'],
  ServiceInternalTrafficPolicy: ['Cluster', 'Local'],
  ServiceType: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  URIScheme: ['HTTP', 'HTTPS'],
};

function valuesOf(type: GoType): readonly string[] {
  if (type.kind === 'scalar' && type.name === 'bool') return ['true', 'false'];
  if (type.kind === 'named string') return values[type.name] ?? [];
  return type.kind === 'pointer' || type.kind === 'slice' ? valuesOf(type.of) : [];
}
