/**
 * The program behind the lab's `tunl0`: packets read from the TUN device go to the node that has their /24 as IP in IP
 * (protocol 4, a raw socket), what comes back is written to the device. The kernel of the recordings has no IPIP of its
 * own; wire format, hops and MTU are the same.
 */
import type { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { Tun } from '../../linux/device/tun.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Program } from '../../linux/process/process.ts';
import { openRaw } from '../../linux/socket/raw/raw-socket.ts';

const ipInIp = 4;

/** @param remotes the first address of each /24, and who carries it */
export function ipipCarrier(
  device: Tun,
  local: Address,
  remotes: ReadonlyMap<Address, Address>,
): Program<NetworkNamespace> {
  return function* (process) {
    const socket = openRaw(process.place.sockets, process, ipInIp);
    if (typeof socket === 'string' || socket.bind(local, 0) !== undefined) return 1;
    for (;;) {
      for (let sent = device.take(); sent !== undefined; sent = device.take()) {
        if (sent.packet.kind !== 'ipv4') continue;
        const remote = remotes.get(new Prefix(sent.packet.destination, 24).network);
        if (remote !== undefined) socket.sendTo(sent.packet, remote);
      }
      for (let came = socket.takePacket(); came !== undefined; came = socket.takePacket()) {
        const { payload } = came.packet;
        if (payload.kind === 'ipv4') device.write({ packet: payload, number: came.number });
      }
      socket.takeError();
      yield { on: [device.readable, socket.readable] };
    }
  };
}
