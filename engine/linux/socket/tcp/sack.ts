/**
 * Selective acknowledgements (RFC 2018) of what came ahead of its turn, and of what came twice (RFC 2883): the receiving
 * half (tcp_sack_new_ofo_skb, tcp_dsack_set, tcp_sack_remove of net/ipv4/tcp_input.c).
 *
 * Left out: they are told in segments without data only; what a peer tells is not used to repeat less.
 */
import type { TcpOption } from '../../../net/packet/transport.ts';
import { before } from './sequence.ts';
import type { TcpSocket } from './tcp-socket.ts';

export type SackBlock = readonly [left: number, right: number];

const nop: TcpOption = { kind: 'nop' };

/** Data from `left` to `right` was kept aside: its block, joined with its neighbours, goes first. */
export function tellAside(socket: TcpSocket, left: number, right: number): void {
  if (!socket.sackPermitted) return;
  const rest: SackBlock[] = [];
  for (const block of socket.sackBlocks ?? []) {
    const [from, to] = block;
    if (before(right, from) || before(to, left)) {
      rest.push(block);
      continue;
    }
    if (before(from, left)) left = from;
    if (before(right, to)) right = to;
  }
  socket.sackBlocks = [[left, right], ...rest];
}

/** Data from `left` to `right` was here already: told once, with the next acknowledgement. */
export function tellTwice(socket: TcpSocket, left: number, right: number): void {
  if (!socket.sackPermitted || socket.namespace.sysctl.number('net.ipv4.tcp_dsack') === 0) return;
  socket.count(before(left, socket.receiveNext) ? 'TCPDSACKOldSent' : 'TCPDSACKOfoSent');
  socket.duplicateBlock = [left, right];
}

/** What is in order now needs no block. */
export function tellNoMore(socket: TcpSocket): void {
  const blocks = socket.sackBlocks?.filter(([, right]) => before(socket.receiveNext, right));
  socket.sackBlocks = blocks?.length === 0 ? undefined : blocks;
}

/** The option for an acknowledgement, after the others; none when there is nothing to tell. */
export function takeSackOptions(socket: TcpSocket): readonly TcpOption[] {
  const { duplicateBlock, sackBlocks } = socket;
  if (duplicateBlock === undefined && sackBlocks === undefined) return [];
  socket.duplicateBlock = undefined;
  const blocks = [...(duplicateBlock === undefined ? [] : [duplicateBlock]), ...(sackBlocks ?? [])];
  return [nop, nop, { kind: 'sack', blocks: blocks.slice(0, socket.timestamps ? 3 : 4) }];
}
