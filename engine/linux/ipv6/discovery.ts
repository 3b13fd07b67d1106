/**
 * Neighbour discovery (RFC 4861; net/ipv6/ndisc.c): what the neighbour table asks of IPv6.
 *
 * Left out: router advertisements and redirects.
 */
import { type Address, anyV6 } from '../../net/address/address.ts';
import { type Mac, zeroMac } from '../../net/address/mac.ts';
import { ipv6 } from '../../net/packet/ipv6.ts';
import type { NetDevice } from '../device/device.ts';
import { multicastMac, solicitedNode } from '../device/multicast.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Neighbour } from '../neighbour/neighbour.ts';
import type { NeighbourProtocol } from '../neighbour/protocol.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';

export type NeighbourDiscovery = NeighbourProtocol;

export function createDiscovery(namespace: NetworkNamespace): NeighbourDiscovery {
  /** ndisc_constructor */
  function known(device: NetDevice, address: Address): Mac | undefined {
    if (address.isMulticast) return multicastMac(address);
    if (!device.isNoArp) return undefined;
    return device.kind === 'loopback' ? zeroMac : device.mac;
  }

  /** ndisc_solicit: the packet that waits gives its source where it is this device's. */
  function solicit(neighbour: Neighbour): void {
    const { device, address } = neighbour;
    const waiting = neighbour.queue[0];
    const packet = waiting?.packet;
    const own = device.addresses.filter(({ prefix }) => prefix.family === 6);
    const source =
      own.find(({ prefix }) => packet?.kind === 'ipv6' && prefix.address === packet.source) ??
      own.find(({ scope }) => scope === 'link');
    const unicast = neighbour.state === 'PROBE' ? neighbour.mac : undefined;
    const destination = unicast === undefined ? solicitedNode(address) : address;
    const skb = new PacketBuffer(
      namespace.environment.nextPacket(),
      ipv6({
        source: source?.prefix.address ?? anyV6,
        destination,
        hopLimit: 255,
        payload: {
          kind: 'icmpv6',
          type: 'neighbourSolicitation',
          target: address,
          linkLayer: device.mac,
          solicited: false,
          override: false,
          router: false,
        },
      }),
    );
    skb.cause = waiting?.id;
    skb.source = device.mac;
    skb.destination = unicast ?? multicastMac(destination);
    device.transmit(skb);
  }

  /** ndisc_error_report: IPv6 sends no packets of its own yet, so nobody waits to hear. */
  function report(): void {
    return;
  }

  return { name: 'neighbour discovery', parameters: 'net.ipv6.neigh', known, solicit, report };
}
