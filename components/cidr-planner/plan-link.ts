/** A plan as the part of an address behind `#`. What arrives is text from outside: only its length and letters are believed. */
import type { Plan } from './plan.ts';

const fields = ['node', 'pod', 'nodeMask', 'service', 'maxPods', 'other'] as const;

export function planHash(id: string, plan: Plan): string {
  return `#${id}=${fields.map((field) => plan[field].trim().replace(/[^\d./]/g, '')).join(';')}`;
}

/** @returns undefined when it holds no plan of this figure */
export function readPlanHash(id: string, hash: string): Plan | undefined {
  if (!hash.startsWith(`#${id}=`)) return undefined;
  const values = hash.slice(id.length + 2).split(';');
  if (values.length !== fields.length || values.some((each) => !/^[\d./]{0,20}$/.test(each)))
    return undefined;
  const [node = '', pod = '', nodeMask = '', service = '', maxPods = '', other = ''] = values;
  return { node, pod, nodeMask, service, maxPods, other };
}
