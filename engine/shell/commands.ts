/**
 * Every command of the shell. A new command is its folder, a line here and its name in `later/command-names.ts`.
 *
 * kubectl is not among them: it needs the door of an API and is added where a world has one.
 */
import { bashCommands } from './bash/bash.ts';
import { bridge } from './bridge/bridge.ts';
import { route } from './route/route.ts';
import { ifconfig } from './ifconfig/ifconfig.ts';
import { ethtool } from './ethtool/ethtool.ts';
import { brctl } from './brctl/brctl.ts';
import { arp } from './arp/arp.ts';
import type { Command } from './command.ts';
import { conntrack } from './conntrack/conntrack.ts';
import { dmesg } from './dmesg/dmesg.ts';
import { ipset } from './ipset/ipset.ts';
import { iptablesCommands } from './iptables/commands.ts';
import { busybox } from './busybox/busybox.ts';
import { curl } from './curl/curl.ts';
import { ip } from './ip/ip.ts';
import { ipvsadm } from './ipvsadm/ipvsadm.ts';
import { nft } from './nft/nft.ts';
import { nstat } from './nstat/nstat.ts';
import { lsns } from './lsns/lsns.ts';
import { unshare } from './unshare/unshare.ts';
import { nsenter } from './nsenter/nsenter.ts';
import { ping, ping6 } from './ping/ping.ts';
import { pgrep, pkill } from './pgrep/pgrep.ts';
import { pidof } from './pidof/pidof.ts';
import { ps } from './ps/ps.ts';
import { sysctl } from './sysctl/sysctl.ts';
import { tc } from './tc/tc.ts';
import { tcpdump } from './tcpdump/tcpdump.ts';
import { textCommands } from './text/commands.ts';
import { nc } from './nc/nc.ts';
import { netstat } from './netstat/netstat.ts';
import { ss } from './ss/ss.ts';
import { nslookup } from './nslookup/nslookup.ts';
import { dig } from './dig/dig.ts';
import { host } from './host/host.ts';
import { getent } from './getent/getent.ts';
import { arping } from './arping/arping.ts';
import { tracepath } from './tracepath/tracepath.ts';
import { mtr } from './mtr/mtr.ts';
import { dnsmasq } from './dnsmasq/dnsmasq.ts';
import { traceroute, traceroute6 } from './traceroute/traceroute.ts';
import { wget } from './wget/wget.ts';

export const allCommands: readonly Command[] = [
  ...bashCommands,
  ...iptablesCommands,
  ipset,
  dmesg,
  arp,
  brctl,
  bridge,
  ethtool,
  ifconfig,
  route,
  tc,
  conntrack,
  busybox,
  wget,
  curl,
  ip,
  ipvsadm,
  nft,
  nsenter,
  lsns,
  nstat,
  unshare,
  ping,
  ping6,
  nc,
  netstat,
  ss,
  nslookup,
  dig,
  host,
  getent,
  arping,
  tracepath,
  mtr,
  dnsmasq,
  traceroute,
  traceroute6,
  sysctl,
  ps,
  pgrep,
  pidof,
  pkill,
  tcpdump,
  ...textCommands,
];
