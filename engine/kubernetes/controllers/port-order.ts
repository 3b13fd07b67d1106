/**
 * The order in which controllers write the ports of a slice and of Endpoints: by a hash over Go's printout of each
 * (portsInOrder in k8s.io/endpointslice/util, portsByHash in pkg/api/v1/endpoints), so to a reader at random.
 */
import { fnv128a } from '../../net/digest/fnv128a.ts';
import { utf8 } from '../../net/wire/utf8.ts';
import type { EndpointPort } from '../objects/service.ts';

export function slicePortsInOrder(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  return inOrder(ports, ({ name = '', protocol = 'TCP', port, appProtocol }) => {
    const number = port === undefined ? '<nil>' : String(port);
    const text = `Name:(*string)${name} Protocol:(*v1.Protocol)${protocol} Port:(*int32)${number} AppProtocol:(*string)${appProtocol ?? '<nil>'}`;
    return `(v1.EndpointPort){${text}}`;
  });
}

export function endpointsPortsInOrder(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  return inOrder(ports, ({ name = '', protocol = 'TCP', port = 0, appProtocol }) => {
    const text = `Name:(string)${name} Port:(int32)${String(port)} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol ?? '<nil>'}`;
    return `(v1.EndpointPort){${text}}`;
  });
}

function inOrder(
  ports: readonly EndpointPort[],
  printout: (port: EndpointPort) => string,
): readonly EndpointPort[] {
  if (ports.length < 2) return ports;
  return ports
    .map((port) => ({ port, key: fnv128a(utf8(printout(port))) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ port }) => port);
}
