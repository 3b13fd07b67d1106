/**
 * What rtnetlink answers when it refuses: an error number, and since Linux 4.12 often a sentence (extended
 * acknowledgement) that tools print before it.
 */
import { type Errno, strerror } from '../errno.ts';

export interface NetlinkError {
  readonly errno: Errno;
  /** The kernel's own sentence, as `Nexthop has invalid gateway.` */
  readonly message: string | undefined;
}

export function netlinkError(errno: Errno, message?: string): NetlinkError {
  return { errno, message };
}

/** As iproute2 prints it: `Error: MESSAGE`, or `RTNETLINK answers: WORDS`. */
export function netlinkErrorText(error: NetlinkError): string {
  return error.message === undefined
    ? `RTNETLINK answers: ${strerror(error.errno)}`
    : `Error: ${error.message}`;
}
