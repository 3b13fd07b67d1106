/**
 * A packet came in and there is no way for it: tell its sender, if this host forwards at all (ip_error,
 * net/ipv4/route.c).
 */
import type { Errno } from '../errno.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { noteDrop } from './note-drop.ts';
import type { RateLimit } from './rate-limit.ts';

/** ICMP code of destination unreachable for each error; others are dropped in silence. */
const codes: Readonly<Partial<Record<Errno, number>>> = { ENETUNREACH: 0, EHOSTUNREACH: 1, EACCES: 13 };

export function createUnroutable(
  namespace: NetworkNamespace,
  limit: RateLimit,
): (skb: PacketBuffer, errno: Errno) => void {
  return (skb, errno) => {
    const { device, packet } = skb;
    if (device === undefined || packet.kind !== 'ipv4') return;
    const forwarding = namespace.sysctl.number(`net.ipv4.conf.${device.name}.forwarding`) > 0;
    const { ip } = namespace.snmp;
    if (errno === 'ENETUNREACH') ip.InNoRoutes++;
    else if (errno === 'EHOSTUNREACH' && !forwarding) ip.InAddrErrors++;
    const code = forwarding ? codes[errno] : undefined;
    if (namespace.environment.journeys.recording)
      noteDrop(
        namespace,
        skb,
        code === undefined
          ? 'The packet ends here, in silence.'
          : `The packet ends here; its sender is told by an ICMP message (destination unreachable, code ${String(code)}).`,
      );
    if (code === undefined || !limit.allowUnroutable(packet.source)) return;
    namespace.ipv4.sendError(skb, 'destinationUnreachable', code);
  };
}
