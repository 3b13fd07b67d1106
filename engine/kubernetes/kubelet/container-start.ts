/**
 * What the runtime is told to start: command line, environment, files. They are made when somebody looks: most
 * containers of a large cluster never run a command.
 */
import type { ImageProgram } from '../images/catalogue.ts';
import type { ContainerStart } from '../node/runtime.ts';
import type { Container, Pod } from '../objects/pod.ts';
import { environmentOf, expand } from './environment.ts';
import { filesOf, hostnameOf } from './files.ts';
import type { KubeletNode } from './node-services.ts';

export function containerStart(
  given: Pod,
  ips: readonly string[],
  node: KubeletNode,
  container: Container,
  id: string,
  program: ImageProgram,
): ContainerStart {
  const ip = ips[0] ?? '';
  const pod: Pod = { ...given, status: { ...given.status, podIP: ip, hostIP: node.address } };
  let variables: ReadonlyMap<string, string> | undefined;
  const environment = (): ReadonlyMap<string, string> => {
    if (variables === undefined) {
      const made = environmentOf(pod, container, node.sources);
      variables = made.kind === 'environment' ? made.variables : new Map<string, string>();
    }
    return variables;
  };
  let files: ReadonlyMap<string, string> | undefined;
  return {
    pod,
    container,
    id,
    program,
    hostname: hostnameOf(pod, node.name),
    get environment() {
      return environment();
    },
    get files() {
      files ??= filesOf(pod, container, ip, node.fileSources);
      return files;
    },
    get arguments() {
      const command = container.command ?? program.entrypoint;
      const args = container.args ?? (container.command === undefined ? program.defaultArguments : []);
      const all = [...command, ...args];
      return all.some((word) => word.includes('$('))
        ? all.map((word) => expand(word, (name) => environment().get(name)))
        : all;
    },
  };
}
