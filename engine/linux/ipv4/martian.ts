/**
 * `log_martians`: the kernel's log tells of packets whose source or destination cannot be (ip_handle_martian_source,
 * net/ipv4/route.c). Left out: the limit of ten lines in five seconds.
 */
import type { Address } from '../../net/address/address.ts';
import { macToBytes } from '../../net/address/mac.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { RouteFailure } from '../route/result.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

const warning = 4;

export function logMartian(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  { wrong }: RouteFailure,
  source: Address,
  destination: Address,
): void {
  const { device } = skb;
  const { sysctl, machine } = namespace;
  if (device === undefined || wrong === undefined) return;
  const logs = (name: string) => sysctl.number(`net.ipv4.conf.${name}.log_martians`) > 0;
  if (!logs(device.name) && !logs('all')) return;
  const where = `${wrong === 'source' ? 'on ' : ''}dev ${device.name}`;
  machine.kernelLog.write(
    warning,
    `IPv4: martian ${wrong} ${destination.text} from ${source.text}, ${where}`,
  );
  if (wrong === 'destination') return;
  const type = skb.packet.kind === 'arp' ? [8, 6] : [8, 0];
  const header = [...macToBytes(skb.destination), ...macToBytes(skb.source), ...type];
  const octets = header.map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
  machine.kernelLog.write(warning, `ll header: 00000000: ${octets}`);
}
