/**
 * Which pod and which of its containers a request for a log or a stream means (k8s.io/kubernetes pkg/registry/core/pod
 * strategy.go: LogLocation, validateContainer).
 */
import type { ApiDoor, User } from '../../engine/kubernetes/api/request.ts';
import type { Pod } from '../../engine/kubernetes/objects/pod.ts';
import { BadRequest } from './read-request.ts';

/** @throws BadRequest when there is none, or it may not be seen */
export function servedPod(api: ApiDoor, client: User | undefined, namespace: string, name: string): Pod {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const answer = api.request({ method: 'GET', path, ...(client === undefined ? {} : { client }) });
  if (answer.kind === 'response' && answer.status === 200) return answer.body as Pod;
  const {
    message = '',
    reason = '',
    code = 500,
  } = (answer.kind === 'response' ? answer.body : {}) as {
    readonly message?: string;
    readonly reason?: string;
    readonly code?: number;
  };
  throw new BadRequest(code, reason, message);
}

/** @throws BadRequest when it is not said which of several, or there is none of that name */
export function logContainer({ metadata, spec }: Pod, wanted: string): string {
  const { containers, initContainers = [] } = spec;
  const { name } = metadata;
  const names = [...containers, ...initContainers].map((each) => each.name);
  if (wanted !== '') {
    if (names.includes(wanted)) return wanted;
    throw new BadRequest(400, 'BadRequest', `container ${wanted} is not valid for pod ${name}`);
  }
  const [only] = containers;
  if (only !== undefined && containers.length === 1) return only.name;
  const listed = (of: readonly { readonly name: string }[]): string => of.map((each) => each.name).join(' ');
  const init =
    initContainers.length === 0 ? '' : ` or one of the init containers: [${listed(initContainers)}]`;
  throw new BadRequest(
    400,
    'BadRequest',
    `a container name must be specified for pod ${name}, choose one of: [${listed(containers)}]${init}`,
  );
}

/** The container a command goes to. @throws BadRequest as `logContainer` */
export function commandContainer({ metadata: { name }, spec }: Pod, wanted: string): string {
  const { containers, initContainers = [] } = spec;
  const names = [...initContainers, ...containers, ...(spec.ephemeralContainers ?? [])].map(
    (each) => each.name,
  );
  if (wanted !== '') {
    if (names.includes(wanted)) return wanted;
    throw new BadRequest(400, 'BadRequest', `container ${wanted} is not valid for pod ${name}`);
  }
  const [only] = containers;
  if (only !== undefined && containers.length === 1) return only.name;
  throw new BadRequest(
    400,
    'BadRequest',
    `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
  );
}
