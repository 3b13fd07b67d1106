/**
 * Pieces that several kinds' cells share: labels, containers.
 */
import type { LabelSelector } from '../objects/meta.ts';
import type { Container } from '../objects/pod.ts';
import { formatRequirements, selectorRequirements } from '../api/selector.ts';

/** labels.FormatLabels: sorted, `<none>` for none. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels?.[key] ?? ''}`);
  return pairs.length === 0 ? '<none>' : pairs.join(',');
}

export function formatSelector(selector: LabelSelector | undefined): string {
  const requirements = [...selectorRequirements(selector)].sort((one, other) =>
    one.key < other.key ? -1 : 1,
  );
  return requirements.length === 0 ? '<none>' : formatRequirements(requirements);
}

export function containerNames(containers: readonly Container[]): string {
  return containers.map(({ name }) => name).join(',');
}

export function containerImages(containers: readonly Container[]): string {
  return containers.map(({ image }) => image).join(',');
}
