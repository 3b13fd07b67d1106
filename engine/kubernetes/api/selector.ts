/**
 * Label and field selectors: matching, and the text of fields' (k8s.io/apimachinery pkg/labels, pkg/fields).
 */
import type { KubeObject, LabelSelector } from '../objects/meta.ts';
import { textOf } from '../schema/text.ts';
import { ApiError } from './status.ts';

export interface Requirement {
  readonly key: string;
  readonly operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<';
  readonly values: readonly string[];
}

export function matches(
  requirements: readonly Requirement[],
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  for (const { key, operator, values } of requirements) {
    const value = labels?.[key];
    switch (operator) {
      case '=':
      case 'in':
        if (value === undefined || !values.includes(value)) return false;
        break;
      case '!=':
      case 'notin':
        if (value !== undefined && values.includes(value)) return false;
        break;
      case 'exists':
        if (value === undefined) return false;
        break;
      case '!':
        if (value !== undefined) return false;
        break;
      case '>':
      case '<': {
        // What is no integer is neither.
        const distance = /^[-+]?[0-9]+$/.test(value ?? '') ? Number(value) - Number(values[0]) : 0;
        if (operator === '>' ? distance <= 0 : distance >= 0) return false;
        break;
      }
    }
  }
  return true;
}

/** Whether all of `wanted` are among `labels`. */
export function hasLabels(
  labels: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>>,
): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

export function selectorRequirements(selector: LabelSelector | undefined): readonly Requirement[] {
  if (selector === undefined) return [];
  const operators = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const;
  return [
    ...Object.entries(selector.matchLabels ?? {})
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ key, operator: '=' as const, values: [value] })),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }) => ({
      key,
      operator: operators[operator],
      values: [...(values ?? [])].sort(),
    })),
  ];
}

/** As metav1.FormatLabelSelector. */
export function formatRequirements(requirements: readonly Requirement[]): string {
  return requirements
    .map(({ key, operator, values }) => {
      switch (operator) {
        case '=':
        case '!=':
        case '>':
        case '<':
          return `${key}${operator}${values[0] ?? ''}`;
        case 'in':
        case 'notin':
          return `${key} ${operator} (${values.join(',')})`;
        case 'exists':
          return key;
        case '!':
          return `!${key}`;
      }
    })
    .join(',');
}

type FieldReader = (object: KubeObject) => string;

const metadataFields: Readonly<Record<string, FieldReader>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
};

/** What each kind lets a field selector ask for. */
const fieldsOfKind: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  ReplicaSet: ['status.replicas'],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

function valueAt(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part];
  if (path === 'source') return (value as { component?: string } | undefined)?.component ?? '';
  if (path === 'spec.unschedulable' || path === 'spec.hostNetwork') return value === true ? 'true' : 'false';
  return value === null ? '' : textOf(value);
}

export type ObjectFilter = (object: KubeObject) => boolean;

/** @throws ApiError for a field that the kind does not offer */
export function fieldFilter(text: string, kind: string): ObjectFilter | undefined {
  if (text === '') return undefined;
  const terms = text
    .split(',')
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^(.*?)(!=|==|=)(.*)$/.exec(term);
      if (match === null)
        throw new ApiError(400, 'BadRequest', `invalid selector: '${text}'; can't understand '${term}'`);
      const [, field = '', operator, value = ''] = match;
      const read = metadataFields[field];
      if (read === undefined && fieldsOfKind[kind]?.includes(field) !== true)
        throw new ApiError(400, 'BadRequest', `field label not supported: ${field}`);
      return {
        read: read ?? ((object: KubeObject) => valueAt(object, field)),
        equal: operator !== '!=',
        value,
      };
    });
  return (object) => terms.every(({ read, equal, value }) => (read(object) === value) === equal);
}
