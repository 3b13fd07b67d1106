/**
 * A packet as a line of the kernel's log (nf_log_ip_packet and nf_log_ip6_packet of net/netfilter/nf_log_syslog.c): what
 * `-j LOG` and nft's `log` write.
 *
 * Only the machine's own namespace writes, unless net.netfilter.nf_log_all_netns says that all do.
 */
import { etherType, type IpPacket, type NetworkPacket } from '../../../net/packet/ethernet.ts';
import { protocolOf } from '../../../net/flow/flow.ts';
import { icmpTypeNumber, icmpv6TypeNumber, type Tcp } from '../../../net/packet/transport.ts';
import { octets } from '../../../net/wire/length.ts';
import { emitPayload } from '../../../net/wire/emit.ts';
import { zeroMac } from '../../../net/address/mac.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState } from '../hook.ts';

/** NF_LOG_*: what more than the usual is written. */
export const logFlag = { tcpSequence: 1, tcpOptions: 2, ipOptions: 4, uid: 8, macDecode: 32 } as const;

function hex(value: number, width = 0): string {
  return value.toString(16).padStart(width, '0');
}

function hexBytes(bytes: Uint8Array): string {
  return [...bytes].map((byte) => hex(byte, 2).toUpperCase()).join('');
}

const tcpFlagNames = ['cwr', 'ece', 'urg', 'ack', 'psh', 'rst', 'syn', 'fin'] as const;

function tcpText(tcp: Tcp, packet: IpPacket, flags: number): string {
  const sequence =
    (flags & logFlag.tcpSequence) === 0
      ? ''
      : `SEQ=${String(tcp.sequence)} ACK=${String(tcp.acknowledgement)} `;
  const set = tcpFlagNames.filter((name) => tcp.flags[name]).map((name) => `${name.toUpperCase()} `);
  const bytes = (flags & logFlag.tcpOptions) === 0 ? undefined : emitPayload(packet);
  const options = bytes?.subarray(20, ((bytes[12] ?? 0) >> 4) * 4) ?? new Uint8Array(0);
  return (
    `PROTO=TCP SPT=${String(tcp.sourcePort)} DPT=${String(tcp.destinationPort)} ${sequence}` +
    `WINDOW=${String(tcp.window)} RES=0x00 ${set.join('')}URGP=${String(tcp.urgent)} ` +
    (options.length === 0 ? '' : `OPT (${hexBytes(options)}) `)
  );
}

function payloadText(packet: IpPacket, flags: number): string {
  const { payload } = packet;
  if (packet.kind === 'ipv4' && packet.fragmentOffset > 0) {
    const names: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 50: 'ESP', 51: 'AH' };
    const protocol = protocolOf(payload);
    return `PROTO=${names[protocol] ?? String(protocol)} `;
  }
  switch (payload.kind) {
    case 'tcp':
      return tcpText(payload, packet, flags);
    case 'udp':
      return `PROTO=UDP SPT=${String(payload.sourcePort)} DPT=${String(payload.destinationPort)} LEN=${String(emitPayload(packet).length)} `;
    case 'icmp':
    case 'icmpv6': {
      const isV6 = payload.kind === 'icmpv6';
      const type = isV6 ? icmpv6TypeNumber[payload.type] : icmpTypeNumber[payload.type];
      const code = 'code' in payload ? payload.code : 0;
      let text = `PROTO=ICMP${isV6 ? 'v6' : ''} TYPE=${String(type)} CODE=${String(code)} `;
      if ('sequence' in payload) text += `ID=${String(payload.id)} SEQ=${String(payload.sequence)} `;
      if ('quoted' in payload) {
        if (!isV6 && type === icmpTypeNumber.parameterProblem)
          text += `PARAMETER=${String(payload.rest >>> 24)} `;
        text += `[${ipText(payload.quoted, flags, 'quoted')}] `;
        if (!isV6 && type === 3 && code === 4) text += `MTU=${String(payload.rest & 0xffff)} `;
        if (isV6 && type === icmpv6TypeNumber.packetTooBig) text += `MTU=${String(payload.rest)} `;
      }
      return text;
    }
    default: {
      const protocol = protocolOf(payload);
      const data = payload.kind === 'bytes' ? payload.data : emitPayload(packet);
      const at = protocol === 51 ? 4 : 0;
      const spi = [0, 1, 2, 3].reduce((sum, index) => sum * 256 + (data[at + index] ?? 0), 0);
      if (protocol === 50) return `PROTO=ESP SPI=0x${hex(spi)} `;
      return protocol === 51 ? `PROTO=AH SPI=0x${hex(spi)} ` : `PROTO=${String(protocol)} `;
    }
  }
}

function ipText(packet: IpPacket, flags: number, place: 'outer' | 'quoted'): string {
  if (packet.kind === 'ipv6') {
    const full = (words: readonly number[]): string =>
      words.map((word) => `${hex(word >>> 16, 4)}:${hex(word & 0xffff, 4)}`).join(':');
    return (
      `SRC=${full(packet.source.words)} DST=${full(packet.destination.words)} LEN=${String(octets(packet))} ` +
      `TC=${String(packet.trafficClass)} HOPLIMIT=${String(packet.hopLimit)} FLOWLBL=${String(packet.flowLabel)} ` +
      payloadText(packet, flags)
    );
  }
  const { tos, ttl, id, dontFragment, moreFragments, fragmentOffset, options } = packet;
  const wantsOptions = place === 'outer' && (flags & logFlag.ipOptions) !== 0 && options.length > 0;
  return (
    `SRC=${packet.source.text} DST=${packet.destination.text} LEN=${String(octets(packet))} ` +
    `TOS=0x${hex(tos & 0x1e, 2).toUpperCase()} PREC=0x${hex(tos & 0xe0, 2).toUpperCase()} TTL=${String(ttl)} ID=${String(id)} ` +
    `${dontFragment ? 'DF ' : ''}${moreFragments ? 'MF ' : ''}` +
    (fragmentOffset > 0 ? `FRAG:${String(fragmentOffset / 8)} ` : '') +
    (wantsOptions ? `OPT (${hexBytes(options)}) ` : '') +
    payloadText(packet, flags)
  );
}

function linkText({ source, destination, packet }: PacketBuffer, flags: number): string {
  const type = hex(etherType[packet.kind === 'ipv6' ? 'ipv6' : 'ipv4'], 4);
  if ((flags & logFlag.macDecode) !== 0) return `MACSRC=${source} MACDST=${destination} MACPROTO=${type} `;
  return `MAC=${destination}:${source}:${type.slice(0, 2)}:${type.slice(2)} `;
}

/** The whole line, without its prefix. */
export function packetLine(skb: PacketBuffer, state: HookState, flags: number): string {
  const { packet, bridge, mark, socket } = skb;
  const { in: input, out: output } = state;
  const physical =
    bridge === undefined
      ? ''
      : `PHYSIN=${bridge.physicalIn.name} ${bridge.physicalOut === undefined ? '' : `PHYSOUT=${bridge.physicalOut.name} `}`;
  const hasLink = input !== undefined && (input.kind === 'loopback' || skb.destination !== zeroMac);
  const link = input === undefined ? '' : hasLink ? linkText(skb, flags) : 'MAC= ';
  const owner =
    (flags & logFlag.uid) === 0 || socket === undefined
      ? ''
      : `UID=${String(socket.uid)} GID=${String(socket.gid)} `;
  return (
    `IN=${input?.name ?? ''} OUT=${output?.name ?? ''} ${physical}${link}` +
    `${isIp(packet) ? ipText(packet, flags, 'outer') : ''}${owner}${mark === 0 ? '' : `MARK=0x${hex(mark)} `}`
  );
}

function isIp(packet: NetworkPacket): packet is IpPacket {
  return packet.kind !== 'arp';
}

/** Write the packet to the machine's log. */
export function logPacket(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  state: HookState,
  how: { readonly prefix: string; readonly level: number; readonly flags: number },
): void {
  const { machine } = namespace;
  if (namespace !== machine.host && machine.host.sysctl.number('net.netfilter.nf_log_all_netns') === 0)
    return;
  machine.kernelLog.write(how.level, how.prefix + packetLine(skb, state, how.flags));
}
