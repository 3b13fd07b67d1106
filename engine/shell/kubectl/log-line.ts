/**
 * The head of a line that kubectl logs (k8s.io/klog): severity, date, time, process, source.
 */
import type { Invocation } from './invocation.ts';

/** @param at source file and line, as upstream's 1.36.3 has them */
export function logHead(run: Invocation, severity: 'E' | 'F' | 'W', at: string): string {
  const date = new Date(run.services.now()).toISOString();
  return `${severity}${date.slice(5, 7)}${date.slice(8, 10)} ${date.slice(11, 23)}000   12345 ${at}]`;
}
