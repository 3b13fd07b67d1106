/**
 * What one curl process keeps from transfer to transfer: the open connection, the names it has looked up, its cookies,
 * and where its own words go.
 */
import type { Address } from '../../net/address/address.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { ShellProcess } from '../command.ts';
import type { CookieJar } from './cookies.ts';
import type { ParameterSource } from './parameter-source.ts';
import type { StandardOutput } from './standard-output.ts';
import type { CurlTrace } from './trace.ts';

export interface Connection {
  readonly socket: TcpSocket;
  /** As -v calls it. */
  readonly shownHost: string;
  /** Whom it can be used for. */
  readonly key: string;
  readonly number: number;
  /** A tunnel through a proxy has been asked for. */
  tunnelled: boolean;
}

export interface CurlSession {
  readonly process: ShellProcess;
  readonly source: ParameterSource;
  readonly standardOutput: StandardOutput;
  readonly trace: CurlTrace;
  readonly complain: (text: string) => void;
  readonly cookies: CookieJar | undefined;
  readonly addresses: Map<string, readonly Address[]>;
  open: Connection | undefined;
  connections: number;
}
