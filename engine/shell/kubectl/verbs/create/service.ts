/**
 * kubectl create service clusterip, nodeport, loadbalancer and externalname (k8s.io/kubectl pkg/cmd/create
 * create_service.go).
 */
import type { JsonObject } from '../../../../kubernetes/objects/meta.ts';
import { isDns1123Subdomain, isPortName, isPortNumber } from '../../../../kubernetes/validation/names.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { generate, oneName } from './generate.ts';

const serviceTypes = {
  clusterip: 'ClusterIP',
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  externalname: 'ExternalName',
} as const;

/** @param kind as the subcommand is called */
export function* createService(run: Invocation, kind: keyof typeof serviceTypes): Running<number> {
  const type = serviceTypes[kind];
  const name = oneName(run, `service ${kind}`);
  if (type === 'ExternalName' && isDns1123Subdomain(run.text('external-name')).length > 0)
    throw new Failure(`invalid service external name ${run.text('external-name')}`);
  const specs = run.values('tcp');
  const clusterIp = run.value('clusterip');
  if (specs.length === 0 && type !== 'ExternalName' && clusterIp !== 'None')
    throw new Failure('at least one tcp port specifier must be provided');
  const ports = specs.map((spec) => {
    const [first = '', second] = spec.split(':');
    const port = Number(first);
    if (!/^[0-9]+$/.test(first) || port > 65_535)
      throw new Failure(
        `strconv.ParseUint: parsing ${JSON.stringify(first)}: ${/^[0-9]+$/.test(first) ? 'value out of range' : 'invalid syntax'}`,
      );
    const target = second === undefined ? port : /^[+-]?[0-9]+$/.test(second) ? Number(second) : second;
    const faults = typeof target === 'number' && second === undefined ? [] : portFaults(target);
    if (faults.length > 0) throw new Failure(faults.join(','));
    return {
      name: second === undefined ? String(port) : `${port}-${second}`,
      port,
      protocol: 'TCP',
      targetPort: target,
      ...(run.has('node-port') ? { nodePort: run.number('node-port', 0) } : {}),
    };
  });
  const object: JsonObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name } },
    spec: {
      ...(ports.length === 0 ? {} : { ports }),
      selector: { app: name },
      type,
      ...(clusterIp === undefined ? {} : { clusterIP: clusterIp }),
      ...(type === 'ExternalName' ? { externalName: run.text('external-name') } : {}),
    },
    status: { loadBalancer: {} },
  };
  return generate(run, { name: 'services' }, object, `${type} service:`);
}

function portFaults(port: number | string): readonly string[] {
  return typeof port === 'number' ? isPortNumber(port) : isPortName(port);
}
