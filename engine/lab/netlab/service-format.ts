/**
 * Services as recordings and oracle cases write them, read into what kube-proxy knows of a service port.
 */
import type { Endpoint, ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { Fields, list, number, oneOf, string } from '../format/fields.ts';

export function readServicePort(value: unknown, where: string): ServicePort {
  const fields = new Fields(value, where);
  const policy = oneOf('Cluster', 'Local');
  const nodePort = fields.optional('nodePort', number);
  const { etp, itp, lbIPs } = {
    ...fields.optional('etp', policy),
    ...fields.optional('itp', policy),
    ...fields.optional('lbIPs', list(string)),
  };
  const service: ServicePort = {
    namespace: fields.take('ns', string),
    name: fields.take('name', string),
    ...fields.optional('portName', string),
    port: fields.take('port', number),
    protocol: fields.takeOr('proto', oneOf('tcp', 'udp', 'sctp'), 'tcp'),
    clusterIP: fields.takeOr('clusterIP', string, ''),
    ...nodePort,
    ...(etp === undefined ? {} : { externalTrafficPolicy: etp }),
    ...(itp === undefined ? {} : { internalTrafficPolicy: itp }),
    ...fields.optional('affinity', number),
    ...(lbIPs === undefined ? {} : { loadBalancerIPs: lbIPs }),
    ...fields.optional('healthCheckNodePort', number),
    endpoints: fields.take('endpoints', list(readEndpoint)),
  };
  fields.end();
  return service;
}

function readEndpoint(value: unknown, where: string): Endpoint {
  const fields = new Fields(value, where);
  const endpoint = {
    ip: fields.take('ip', string),
    port: fields.take('port', number),
    ...fields.optional('node', string),
  };
  fields.end();
  return endpoint;
}
