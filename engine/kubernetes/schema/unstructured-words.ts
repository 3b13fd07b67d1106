/**
 * What runtime.DefaultUnstructuredConverter says of a value that does not fit its field (fromUnstructured of
 * k8s.io/apimachinery pkg/runtime/converter.go): the API server converts so what a strategic merge patch or a server-side apply has made.
 */
import type { Mismatch } from './decode.ts';
import { goTypeName } from './go-type.ts';
import { goType } from './go-value.ts';

export function unstructuredWords({ type, value }: Mismatch): string {
  const given = goType(value);
  const kind = given.startsWith('[') ? 'slice' : given.startsWith('map') ? 'map' : given;
  switch (type.kind) {
    case 'pointer':
      return unstructuredWords({ type: type.of, value });
    case 'slice':
      return `cannot restore slice from ${kind}`;
    case 'map':
      return `cannot restore map from ${kind}`;
    case 'struct':
      return `cannot restore struct from: ${kind}`;
    case 'special':
      return `json: cannot unmarshal ${jsonWord(kind, value)} into Go value of type int32`;
    case 'named string':
      return kind === 'int64' ? `cannot convert int64 to ${goTypeName(type)}` : 'unrecognized type: string';
    case 'scalar':
      if (type.name === '[]uint8') return `cannot restore slice from ${kind}`;
      if (type.name === 'string' && kind === 'int64') return 'cannot convert int64 to string';
      if (type.name.startsWith('int') && kind === 'float64') return `cannot convert float64 to ${type.name}`;
      return `unrecognized type: ${type.name}`;
  }
}

/** A value as encoding/json names it. */
function jsonWord(kind: string, value: unknown): string {
  if (kind === 'float64') return `number ${String(value)}`;
  return kind === 'slice' ? 'array' : kind === 'map' ? 'object' : kind;
}
