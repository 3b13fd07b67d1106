/**
 * The book's cluster by itself, for tests: a control plane with all of its API and nodes whose kernels somebody else has.
 */
import './api/whole-code.ts';
import type { Clock } from '../clock/clock.ts';
import { Random } from '../clock/random.ts';
import { Cluster, type ClusterConfiguration, referenceConfiguration } from './cluster.ts';

/** The book's cluster: k8s-cp1, k8s-w1, k8s-w2. */
export function referenceCluster(
  clock: Clock,
  runtime: ClusterConfiguration['runtime'],
  changes: Partial<Omit<ClusterConfiguration, 'clock' | 'runtime'>> = {},
): Cluster {
  return new Cluster({
    random: new Random('reference'),
    ...referenceConfiguration,
    ...changes,
    clock,
    runtime,
  });
}
