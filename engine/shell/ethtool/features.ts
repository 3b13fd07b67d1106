/**
 * What `ethtool -k` says of the kinds of devices, on Linux 6.18: the names in order, indented under their group, and one
 * character each: `+` on, `-` off, `P` on and `M` off for good (`[fixed]`).
 *
 * Nothing in the simulated kernel depends on them: packets are values, nobody splits or checks them on the way.
 */
import type { DeviceKind } from '../../linux/device/device.ts';

const names = `rx-checksumming
tx-checksumming
	tx-checksum-ipv4
	tx-checksum-ip-generic
	tx-checksum-ipv6
	tx-checksum-fcoe-crc
	tx-checksum-sctp
scatter-gather
	tx-scatter-gather
	tx-scatter-gather-fraglist
tcp-segmentation-offload
	tx-tcp-segmentation
	tx-tcp-ecn-segmentation
	tx-tcp-mangleid-segmentation
	tx-tcp6-segmentation
	tx-tcp-accecn-segmentation
generic-segmentation-offload
generic-receive-offload
large-receive-offload
rx-vlan-offload
tx-vlan-offload
ntuple-filters
receive-hashing
highdma
rx-vlan-filter
vlan-challenged
tx-gso-robust
tx-fcoe-segmentation
tx-gre-segmentation
tx-gre-csum-segmentation
tx-ipxip4-segmentation
tx-ipxip6-segmentation
tx-udp_tnl-segmentation
tx-udp_tnl-csum-segmentation
tx-gso-partial
tx-tunnel-remcsum-segmentation
tx-sctp-segmentation
tx-esp-segmentation
tx-udp-segmentation
tx-gso-list
tx-nocache-copy
loopback
rx-fcs
rx-all
tx-vlan-stag-hw-insert
rx-vlan-stag-hw-parse
rx-vlan-stag-filter
l2-fwd-offload
hw-tc-offload
esp-hw-offload
esp-tx-csum-hw-offload
rx-udp_tunnel-port-offload
tls-hw-tx-offload
tls-hw-rx-offload
rx-gro-hw
tls-hw-record
rx-gro-list
macsec-hw-offload
rx-udp-gro-forwarding
hsr-tag-ins-offload
hsr-tag-rm-offload
hsr-fwd-offload
hsr-dup-offload`.split('\n');

const states: Readonly<Partial<Record<DeviceKind, string>>> = {
  veth: '++M+MM+++++++++++-M++MM+MMMM++++++MM+M++-MMM++MMMMMMMMMM-M-MMMM',
  loopback: 'P+MPMMP+PP++++++++MMMMMPMPMMMMMMMMMM+M++MPMMMMMMMMMMMMMM-M-MMMM',
  bridge: 'M+M+MMM+++++++++++MM+MM+MM++++++++++++++-MMM+MMMMMMMMMMM-M-MMMM',
  vxlan: '++M+MMM+++++++++++MMMMMMMMMMMMMMMMMM+M++-MMMMMMMMMMMMMMM-M-MMMM',
  tun: 'M-M-MMM+++-----M++MM+MMMMMMMMMMM--MMMM-M-MMM+MMMMMMMMMMM-M-MMMM',
};

const words: Readonly<Record<string, string>> = { '+': 'on', '-': 'off', P: 'on [fixed]', M: 'off [fixed]' };

/** @returns undefined for a kind whose features nobody recorded */
export function featureLines(kind: DeviceKind): readonly string[] | undefined {
  const known = states[kind];
  return known === undefined
    ? undefined
    : names.map((name, at) => `${name}: ${words[known[at] ?? '-'] ?? ''}`);
}
