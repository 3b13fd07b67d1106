/**
 * What kubectl needs besides the API's door: streams into containers (exec, logs) and the cluster's date. Real kubectl
 * reaches the kubelet through the API server for these; who owns the nodes wires them here.
 */
import type {
  CommandIo,
  ContainerLog,
  ContainerTarget,
  ExecResult,
  ForwardedConnection,
  Refused,
} from '../../kubernetes/node/runtime.ts';

export interface KubectlServices {
  /** The world's time of day in milliseconds since 1970, for ages. */
  now(): number;
  /** Five letters or digits as a client draws them for a name (util/rand). */
  suffix(): string;
  exec(target: ContainerTarget, argv: readonly string[], io: CommandIo): ExecResult | Refused;
  /** The streams of a container's first process. */
  attach(target: ContainerTarget, io: CommandIo): ExecResult | Refused;
  /** A connection to a port of a pod's localhost. */
  portForward(
    target: Pick<ContainerTarget, 'namespace' | 'pod'>,
    port: number,
  ): { readonly kind: 'connection'; readonly connection: ForwardedConnection } | Refused;
  /** @returns the log, or the API server's words why there is none */
  logs(
    target: LogTarget,
  ):
    | { readonly kind: 'log'; readonly log: ContainerLog }
    | { readonly kind: 'failed'; readonly message: string };
}

export interface LogTarget extends ContainerTarget {
  readonly previous: boolean;
}
