/**
 * The options Linux writes into TCP segments, in its order (tcp_syn_options, tcp_established_options,
 * tcp_options_write of net/ipv4/tcp_output.c), and the windows it starts with (tcp_select_initial_window).
 */
import type { Tcp, TcpOption } from '../../../net/packet/transport.ts';

const nop: TcpOption = { kind: 'nop' };
const sackPermitted: TcpOption = { kind: 'sackPermitted' };
/** For a net.ipv4.tcp_rmem of up to 32 MB, the default since Linux 6.16. */
export const receiveScale = 10;
const windowScale: TcpOption = { kind: 'windowScale', shift: receiveScale };

/** Octets of the timestamps option with its padding. */
export const timestampsLength = 12;

export interface PeerOptions {
  readonly mss: number | undefined;
  readonly windowScale: number | undefined;
  readonly sackPermitted: boolean;
  readonly timestamps: { readonly value: number; readonly echo: number } | undefined;
}

export function readOptions(tcp: Tcp): PeerOptions {
  let mss: number | undefined;
  let scale: number | undefined;
  let sack = false;
  let timestamps: PeerOptions['timestamps'];
  for (const option of tcp.options)
    switch (option.kind) {
      case 'mss':
        mss = option.value;
        break;
      case 'windowScale':
        scale = Math.min(14, option.shift);
        break;
      case 'sackPermitted':
        sack = true;
        break;
      case 'timestamps':
        timestamps = option;
        break;
      default:
        break;
    }
  return { mss, windowScale: scale, sackPermitted: sack, timestamps };
}

export interface SynOptions {
  readonly mss: number;
  readonly sack: boolean;
  readonly scale: boolean;
  readonly timestamps: { readonly value: number; readonly echo: number } | undefined;
}

/** Options of a SYN or SYN-ACK. */
export function synOptions(wanted: SynOptions): readonly TcpOption[] {
  const options: TcpOption[] = [{ kind: 'mss', value: wanted.mss }];
  if (wanted.timestamps !== undefined) {
    const { value, echo } = wanted.timestamps;
    if (!wanted.sack) options.push(nop, nop);
    else options.push(sackPermitted);
    options.push({ kind: 'timestamps', value, echo });
  } else if (wanted.sack) options.push(nop, nop, sackPermitted);
  if (wanted.scale) options.push(nop, windowScale);
  return options;
}

/** Options of every other segment. */
export function dataOptions(value: number, echo: number): readonly TcpOption[] {
  return [nop, nop, { kind: 'timestamps', value, echo }];
}

/** The window a connection starts with: whole segments, at most 64 kB. `mss` without the options of a data segment. */
export function initialWindow(mss: number): number {
  return mss <= 0 ? 65_535 : Math.floor(65_535 / mss) * mss || 65_535;
}
