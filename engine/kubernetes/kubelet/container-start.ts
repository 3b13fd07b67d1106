/**
 * What the runtime is told to start: command line, environment, files. They are made when somebody looks: most
 * containers of a large cluster never run a command.
 */
import { laterApiIfThere } from '../api/later-code.ts';
import type { ImageProgram } from '../images/catalogue.ts';
import type { ContainerStart } from '../node/runtime.ts';
import type { Container, Pod } from '../objects/pod.ts';
import { type Environment, environmentOf, type EnvironmentSources, expand } from './environment.ts';
import { filesOf, hostnameOf } from './files.ts';
import type { KubeletNode } from './node-services.ts';
import { hasSubPathExpressions } from './sub-path.ts';

/** Why a container cannot be made as its spec says, in the kubelet's words. Most need no environment for that. */
export function configError(pod: Pod, container: Container, sources: EnvironmentSources): string | undefined {
  const isAsked =
    (container.env ?? []).length > 0 ||
    (container as { envFrom?: unknown }).envFrom !== undefined ||
    hasSubPathExpressions(container);
  const made: Environment = isAsked
    ? environmentOf(pod, container, sources)
    : { kind: 'environment', variables: new Map() };
  return made.kind === 'failed' ? made.message : laterApiIfThere()?.mountError(container, made.variables);
}

export function containerStart(
  given: Pod,
  ips: readonly string[],
  node: KubeletNode,
  container: Container,
  id: string,
  program: ImageProgram,
): ContainerStart {
  const ip = ips[0] ?? '';
  const pod: Pod = {
    ...given,
    status: {
      ...given.status,
      podIP: ip,
      podIPs: ips.map((each) => ({ ip: each })),
      hostIP: node.address,
      hostIPs: [{ ip: node.address }],
    },
  };
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
      files ??= filesOf(pod, container, ip, node.fileSources, environment);
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
