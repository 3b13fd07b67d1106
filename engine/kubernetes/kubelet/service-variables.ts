/**
 * The services of a namespace as a container's environment names them (pkg/kubelet/envvars). Made once and shared by all
 * containers that start before a service changes: with a thousand services and five thousand pods, a copy for each is
 * more than all the rest of a cluster.
 */
import type { Informer } from '../client/informer.ts';
import type { Service } from '../objects/service.ts';

export class ServiceVariables {
  readonly #services: Informer<Service>;
  /** By namespace, with a mark for those without links; none of them is ever written to again. */
  readonly #made = new Map<string, ReadonlyMap<string, string>>();

  constructor(services: Informer<Service>) {
    this.#services = services;
    services.onChange(() => {
      this.#made.clear();
    });
  }

  /** @param links all services of the namespace, not only the API's own (`enableServiceLinks`) */
  of(namespace: string, links: boolean): ReadonlyMap<string, string> {
    const key = links ? namespace : `${namespace} without`;
    let variables = this.#made.get(key);
    if (variables === undefined) this.#made.set(key, (variables = this.#make(namespace, links)));
    return variables;
  }

  #make(namespace: string, links: boolean): ReadonlyMap<string, string> {
    const variables = new Map<string, string>();
    for (const service of this.#services.values()) {
      const { name, namespace: own = '' } = service.metadata;
      const isApi = own === 'default' && name === 'kubernetes';
      if (isApi || (links && own === namespace)) addService(variables, service);
    }
    return variables;
  }
}

function addService(variables: Map<string, string>, service: Service): void {
  const { spec, metadata } = service;
  const address = spec.clusterIP;
  if (address === undefined || address === '' || address === 'None') return;
  const prefix = metadata.name.toUpperCase().replaceAll('-', '_');
  const ports = spec.ports ?? [];
  const [first] = ports;
  variables.set(`${prefix}_SERVICE_HOST`, address);
  if (first === undefined) return;
  variables.set(`${prefix}_SERVICE_PORT`, String(first.port));
  for (const { name, port } of ports)
    if (name !== undefined)
      variables.set(`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`, String(port));
  for (const [index, { port, protocol = 'TCP' }] of ports.entries()) {
    const lower = protocol.toLowerCase();
    const url = `${lower}://${address}:${port}`;
    if (index === 0) variables.set(`${prefix}_PORT`, url);
    const base = `${prefix}_PORT_${port}_${protocol}`;
    variables.set(base, url);
    variables.set(`${base}_PROTO`, lower);
    variables.set(`${base}_PORT`, String(port));
    variables.set(`${base}_ADDR`, address);
  }
}
