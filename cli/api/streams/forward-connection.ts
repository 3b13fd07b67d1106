/**
 * One forwarded connection: octets between a client's streams and a port of a pod (k8s.io/cri-streaming
 * pkg/streaming/portforward).
 */
import type { StreamServing, UpgradeRequest } from './stream-request.ts';

export interface ForwardEnds {
  send(octets: Uint8Array): void;
  /** @param failure why there was no connection */
  end(failure: string | undefined): void;
}

export interface Forwarded {
  receive(octets: Buffer): void;
  finish(): void;
  close(): void;
}

export function forward(
  { streams, pace }: StreamServing,
  { namespace, pod }: UpgradeRequest,
  port: number,
  client: ForwardEnds,
): Forwarded | undefined {
  const result = streams.portForward({ namespace, pod }, port);
  if (result.kind === 'refused') {
    client.end(result.message);
    return undefined;
  }
  const { connection } = result;
  const pass = (): void => {
    for (;;) {
      const octets = connection.take();
      if (octets === undefined) {
        connection.changed.delete(pass);
        client.end(connection.failure);
        return;
      }
      if (octets.length === 0) return;
      client.send(octets);
    }
  };
  connection.changed.add(pass);
  return {
    receive: (octets) => {
      pace.catchUp();
      connection.send(octets);
    },
    finish: () => {
      connection.finish();
    },
    close: () => {
      connection.changed.delete(pass);
      connection.close();
    },
  };
}

/** As the kubelet words it. */
export function forwardError(port: number, message: string): string {
  const [, sandbox = ''] = /inside namespace "([0-9a-f]+)"/.exec(message) ?? [];
  return `error forwarding port ${String(port)} to pod ${sandbox}, uid : ${message}`;
}
