/**
 * The node ports on which kube-proxy tells a load balancer whether this node has endpoints of a Service with
 * `externalTrafficPolicy: Local` (pkg/proxy/healthcheck/service_health.go): 200 with at least one, 503 without.
 *
 * kube-proxy itself is always healthy here: its rules are never late. Left out: the event when the port is taken.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process } from '../../linux/process/process.ts';
import { goResponse } from '../../linux/program/http/go.ts';
import { httpServer, type Responder } from '../../linux/program/http/server.ts';
import { startThread } from '../../linux/program/thread.ts';
import type { EndpointSlice, Service } from '../objects/service.ts';
import type { ServicePort } from './iptables/service-port.ts';
import { servicePorts } from './service-ports.ts';

interface Watched {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly localEndpoints: number;
}

export class HealthChecks {
  readonly #process: Process<NetworkNamespace>;
  readonly #node: string;
  /** Those that have such a port, by namespace and name: most clusters have none. */
  readonly #services = new Map<string, Service>();
  #watched: ReadonlyMap<number, Watched> = new Map();
  /** What closes the listener of a port. */
  readonly #open = new Map<number, () => void>();

  constructor(process: Process<NetworkNamespace>, node: string) {
    this.#process = process;
    this.#node = node;
  }

  serviceChanged(service: Service, gone: boolean): void {
    const key = `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
    if (gone || (service.spec.healthCheckNodePort ?? 0) === 0) this.#services.delete(key);
    else this.#services.set(key, service);
  }

  /** Opens the ports that are new and closes those that no Service has any more. */
  changed(slices: () => readonly EndpointSlice[]): void {
    if (this.#process.exit !== undefined || this.#services.size + this.#open.size === 0) return;
    const services = [...this.#services.values()];
    this.#watched = watchedPorts(servicePorts(services, services.length === 0 ? [] : slices()), this.#node);
    for (const [port, close] of this.#open)
      if (!this.#watched.has(port)) {
        this.#open.delete(port);
        close();
      }
    for (const port of this.#watched.keys()) if (!this.#open.has(port)) this.#listen(port);
  }

  #listen(port: number): void {
    const opened = (close: () => void) => void this.#open.set(port, close);
    const serving = httpServer({ port, opened, refused: () => '', respond: this.#answer(port) });
    startThread(
      this.#process,
      (function* (process) {
        yield* serving(process);
      })(this.#process),
    );
  }

  #answer(port: number): Responder {
    return (request, exchange) => {
      const service = this.#watched.get(port);
      const count = service?.localEndpoints ?? 0;
      return goResponse(request, exchange, count > 0 ? 200 : 503, body(service), [
        ['Content-Type', 'application/json'],
        ['X-Content-Type-Options', 'nosniff'],
        ['X-Load-Balancing-Endpoint-Weight', String(count)],
      ]);
    };
  }
}

/** By health-check node port. Endpoints count once, whatever number of ports they serve. */
function watchedPorts(services: readonly ServicePort[], node: string): ReadonlyMap<number, Watched> {
  const watched = new Map<number, Watched>();
  const addresses = new Map<number, Set<string>>();
  for (const { namespace, name, healthCheckNodePort: port, endpoints } of services) {
    if (port === undefined || port === 0) continue;
    const local = addresses.get(port) ?? new Set();
    addresses.set(port, local);
    for (const endpoint of endpoints)
      if (endpoint.node === node && endpoint.ready !== false) local.add(endpoint.ip);
    watched.set(port, { namespace, name, port, localEndpoints: local.size });
  }
  return watched;
}

function body(service: Watched | undefined): string {
  return `{
	"service": {
		"namespace": "${service?.namespace ?? ''}",
		"name": "${service?.name ?? ''}"
	},
	"localEndpoints": ${String(service?.localEndpoints ?? 0)},
	"serviceProxyHealthy": true
}`;
}
