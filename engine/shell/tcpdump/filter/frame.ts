/**
 * A captured frame as a filter sees it: octets behind a link-layer header of one of four kinds, and what the kernel
 * says beside them.
 */
export type LinkType = 'ethernet' | 'raw' | 'sll' | 'sll2';

export interface CapturedFrame {
  readonly linkType: LinkType;
  /** From the link-layer header on. */
  readonly bytes: Uint8Array;
  /** The whole length; `bytes` may be cut by a snapshot length. */
  readonly length: number;
  readonly outgoing: boolean;
  readonly interfaceIndex: number;
}
