/**
 * The node lifecycle controller, as far as nodes here live: an unschedulable node gets the taint of that name
 * (pkg/controller/nodelifecycle).
 *
 * Left out: heartbeats, NotReady and unreachable taints, eviction.
 */
import { resource } from '../api/resources.ts';
import type { Taint } from '../objects/node.ts';
import type { ControllerContext } from './context.ts';

const nodes = resource('nodes');
const key = 'node.kubernetes.io/unschedulable';

export function startNodeLifecycleController(context: ControllerContext): void {
  const client = context.client('node-controller');
  context.informers.nodes.onChange(({ object, gone }) => {
    if (gone) return;
    const { taints = [], ...spec } = object.spec;
    const isMarked = taints.some((taint) => taint.key === key);
    if (isMarked === (spec.unschedulable === true)) return;
    const mark: Taint = { key, effect: 'NoSchedule', timeAdded: context.wallClock.timestamp };
    const next = isMarked ? taints.filter((taint) => taint.key !== key) : [...taints, mark];
    client.update(nodes, { ...object, spec: { ...spec, ...(next.length === 0 ? {} : { taints: next }) } });
  });
}
