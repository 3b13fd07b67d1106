/**
 * Kinds that kubectl has no words of its own for: every field, with its name made readable (k8s.io/kubectl pkg/describe
 * genericDescriber).
 */
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import { isObject } from '../../../kubernetes/patch/merge.ts';
import { textOf } from '../../../kubernetes/schema/text.ts';
import type { Describe } from './describer.ts';
import type { DescribeText } from './text.ts';

/** Said at the top already, or of no use to people. */
const skipped = new Set(
  ['managedFields', 'name', 'namespace', 'labels', 'annotations'].map((one) => `.metadata.${one}`),
);

export const generic: Describe<KubeObject> = (object, out, { events }) => {
  const { metadata } = object;
  out.line(0, `Name:\t${metadata.name}`);
  out.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  content(out, 0, object as unknown as Readonly<Record<string, unknown>>, '');
  out.events(events);
};

function content(
  out: DescribeText,
  level: number,
  fields: Readonly<Record<string, unknown>>,
  path: string,
): void {
  for (const field of Object.keys(fields).sort()) {
    const at = `${path}.${field}`;
    const value = fields[field];
    if (value === undefined || skipped.has(at)) continue;
    if (Array.isArray(value)) {
      out.line(level, `${smartLabel(field)}:`);
      for (const child of value as readonly unknown[])
        if (isObject(child)) content(out, level + 1, child, at);
        else out.line(level + 1, printed(child));
    } else if (isObject(value)) {
      out.line(level, `${smartLabel(field)}:`);
      content(out, level + 1, value, at);
    } else out.line(level, `${smartLabel(field)}:\t${printed(value)}`);
  }
}

function printed(value: unknown): string {
  return value === null ? '<nil>' : textOf(value);
}

const acronyms = ['API', 'URL', 'UID', 'GUID'];

/** `gatewayClassName` as `Gateway Class Name`, `apiVersion` as `API Version`. */
export function smartLabel(field: string): string {
  if (!/^[A-Za-z-]+$/.test(field)) return field;
  const parts = mergedAcronyms(camelParts(field));
  return parts
    .map((part) => {
      if (acronyms.includes(part.toUpperCase())) return part.toUpperCase();
      return part.toLowerCase() === part ? part.slice(0, 1).toUpperCase() + part.slice(1) : part;
    })
    .join(' ');
}

/** Runs of one case; the last capital before small letters belongs to them (fatih/camelcase). */
function camelParts(field: string): readonly string[] {
  return field.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|-+/g) ?? [];
}

/** A part of capitals takes the next one that begins with a capital (`TLSRoute`). */
function mergedAcronyms(parts: readonly string[]): readonly string[] {
  const merged: string[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? '';
    const next = parts[index + 1] ?? '';
    if (/^[A-Z]{2,}$/.test(part) && /^[A-Z]/.test(next)) {
      merged.push(part + next);
      index++;
    } else merged.push(part);
  }
  return merged;
}
