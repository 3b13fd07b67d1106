/**
 * Which server, user and namespace a command means: kubeconfig and the flags that override it (k8s.io/client-go
 * tools/clientcmd client_config.go), and what kubectl says when there is no such server.
 *
 * Left out: connecting over the simulated network: only the cluster's own server answers, its machines' other ports
 * refuse, and an address that nobody is known to have is not simulated.
 */
import { Failure, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { logHead } from '../log-line.ts';
import { apiServer, KubeconfigFiles } from './kubeconfig.ts';

export interface ClientConfig {
  readonly server: string;
  /** Of the context; undefined: it names none. */
  readonly namespace: string | undefined;
}

/** @throws Failure */
export function clientConfig(run: Invocation): ClientConfig {
  const config = new KubeconfigFiles(run.process, run.value('kubeconfig')).load('error');
  const asked = run.text('context');
  const contextName = asked === '' ? config.currentContext : asked;
  const context = config.contexts.get(contextName);
  if (asked !== '' && context === undefined)
    throw new PlainFailure(`Error in configuration: context was not found for specified context: ${asked}`);
  const clusterName = run.text('cluster') || text(context?.['cluster']);
  const user = run.ofRoot('user');
  if (user !== '' && !config.users.has(user)) throw new Failure(`auth info "${user}" does not exist`);
  if (run.text('cluster') !== '' && !config.clusters.has(clusterName))
    throw new Failure(`no server found for cluster "${clusterName}"`);
  const cluster = config.clusters.get(clusterName);
  const timeout = run.value('request-timeout');
  if (timeout !== undefined && !/^[0-9]+$|^([0-9]+(\.[0-9]*)?(h|ms|m|s|us|ns))+$/.test(timeout))
    throw new Failure(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  const given = run.text('server') || text(cluster?.['server']);
  const server =
    given === '' ? 'http://localhost:8080' : /^https?:\/\//.test(given) ? given : `http://${given}`;
  const namespace = text(context?.['namespace']);
  return { server, namespace: namespace === '' ? undefined : namespace };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Machines of the reference cluster, and the machine itself. */
const known = /^(localhost|127\.0\.0\.1|10\.10\.20\.[1-5]|k8s-cp1|k8s-w[12])$/;
const addresses: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  'k8s-cp1': '10.10.20.3',
  'k8s-w1': '10.10.20.4',
  'k8s-w2': '10.10.20.5',
};

/** @throws PlainFailure when nothing answers there, after what discovery logs */
export function checkServer(run: Invocation, { server }: ClientConfig): void {
  const [, scheme = 'https', host = '', port = scheme === 'http' ? '80' : '443'] =
    /^(https?):\/\/([^:/]+)(?::(\d+))?/.exec(server) ?? [];
  const address = addresses[host] ?? host;
  if (`https://${address}:${port}` === apiServer) {
    if (scheme === 'http') throw new Failure('not simulated: http to the API server');
    return;
  }
  if (!known.test(host)) throw new Failure(`not simulated: a server at ${host}`);
  const timeout = run.text('request-timeout', '32s');
  const seconds = /^[0-9]+$/.test(timeout) ? `${timeout}s` : timeout;
  const head = `${logHead(run, 'E', 'memcache.go:265')} "Unhandled Error"`;
  const url = `${server.replace(/\/$/, '')}/api?timeout=${timeout === '0' ? '32s' : seconds}`;
  const why = `couldn't get current server API group list: Get \\"${url}\\": dial tcp ${address}:${port}: connect: connection refused`;
  run.complain(`${head} err="${why}"\n`.repeat(5));
  throw new PlainFailure(
    `The connection to the server ${host}:${port} was refused - did you specify the right host or port?`,
  );
}
