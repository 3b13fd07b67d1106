/**
 * What kubectl needs besides the API's door: streams into containers (exec, logs) and the cluster's date. Real kubectl
 * reaches the kubelet through the API server for these; who owns the nodes wires them here.
 */
import type { CommandIo, ContainerLog, ExecResult } from '../../kubernetes/node/runtime.ts';

export interface KubectlServices {
  /** The world's time of day in milliseconds since 1970, for ages. */
  now(): number;
  exec(target: ContainerTarget, argv: readonly string[], io: CommandIo): ExecResult;
  /** @returns the log, or the API server's words why there is none */
  logs(
    target: LogTarget,
  ):
    | { readonly kind: 'log'; readonly log: ContainerLog }
    | { readonly kind: 'failed'; readonly message: string };
}

export interface ContainerTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface LogTarget extends ContainerTarget {
  readonly previous: boolean;
}
