/**
 * Who holds a socket: a process, or the kernel itself (VXLAN's UDP socket). `Process` satisfies it.
 */
import { type Credentials, root } from '../process/process.ts';
import { WaitQueue } from '../process/wait.ts';

export interface SocketHolder {
  /** 0 for the kernel. */
  readonly pid: number;
  /** As `ss -p` shows it. */
  readonly name: string;
  readonly credentials: Credentials;
  /** Woken when the holder ends: its sockets are closed then. */
  readonly ended: WaitQueue;
}

export const kernelHolder: SocketHolder = {
  pid: 0,
  name: 'kernel',
  credentials: root,
  ended: new WaitQueue(),
};
