/**
 * A name of the cluster's zone, taken apart from its right end (parseRequest in plugin/kubernetes/parse.go):
 * `[endpoint.|_port._protocol.]service.namespace.svc.ZONE`, `pod.namespace.pod.ZONE`. Left out: multicluster.
 */

export interface ClusterQuestion {
  readonly kind: 'svc' | 'pod';
  readonly namespace?: string;
  readonly service?: string;
  readonly endpoint?: string;
  /** Without their underscores. */
  readonly port?: string;
  readonly protocol?: string;
}

/**
 * @param base lower case, without the zone and its dot; empty at the zone itself
 * @returns `empty`: such a name is there and has nothing; undefined: there is none
 */
export function clusterQuestion(base: string): ClusterQuestion | 'empty' | undefined {
  if (base === '' || base === 'svc' || base === 'pod') return 'empty';
  const labels = base.split('.').reverse();
  const [kind, namespace, service, last, first, ...tooMany] = labels;
  if ((kind !== 'svc' && kind !== 'pod') || tooMany.length > 0) return undefined;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(service === undefined ? {} : { service }),
    ...(last === undefined
      ? {}
      : first === undefined
        ? { endpoint: last }
        : { protocol: bare(last), port: bare(first) }),
  };
}

function bare(label: string): string {
  return label.replace(/^_/, '');
}
