/**
 * A request that is to leave HTTP for streams, and how the kubelet refuses one.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiDoor } from '../../../engine/kubernetes/api/request.ts';
import type { KubectlServices } from '../../../engine/shell/kubectl/services.ts';
import type { Pace } from '../pace.ts';

export interface StreamServing {
  readonly api: ApiDoor;
  readonly streams: KubectlServices;
  readonly pace: Pace;
  readonly token: string;
}

/** A request as the streams see it. */
export interface UpgradeRequest {
  readonly message: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly namespace: string;
  readonly pod: string;
  readonly query: URLSearchParams;
}

/** The kubelet answers in plain text. */
export class KubeletRefusal extends Error {
  override readonly name = 'KubeletRefusal';
}

/** The subprotocols a client offers, in its order. */
export function offeredProtocols({ headers }: IncomingMessage): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
