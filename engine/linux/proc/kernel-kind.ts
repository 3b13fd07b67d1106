/**
 * Files of /proc/net that say what kind of kernel this is: its protocols and extensions (net/core/sock.c, net/netfilter/x_tables.c), and
 * headlines of tables that stay empty here, since nothing models what would fill them. As Linux 6.18 wrote them.
 */

/** `protocols`: its sockets and memory are filled in; the rest of a line is the protocol's. */
export const protocols = `protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re bi br ha uh gp em
AF_VSOCK  1240      0      -1   NI       0   yes  kernel      y  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
PACKET    1600      0      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
MPTCPv6   2064      0     348   no       0   yes  kernel      y  y  y  n  y  y  y  y  y  y  y  y  n  n  y  y  y  n
PINGv6    1344      0      -1   NI       0   yes  kernel      y  y  y  n  n  y  n  n  y  y  y  y  y  y  n  y  y  n
RAWv6     1344      0      -1   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  y  y  y  y  n  n
UDPLITEv6 1472      0       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n
UDPv6     1472      0       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n
TCPv6     2432      0     348   no     192   yes  kernel      y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y
XDP       1088      0      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
UNIX-STREAM 1152      0      -1   NI       0   yes  kernel      y  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
UNIX      1152      0      -1   NI       0   yes  kernel      y  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
UDP-Lite  1344      0       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n
MPTCP     1936      0     348   no       0   yes  kernel      y  y  y  n  y  y  y  y  y  y  y  y  n  n  y  y  y  n
PING      1016      0      -1   NI       0   yes  kernel      y  y  y  n  n  y  n  n  y  y  y  y  y  y  n  y  y  n
RAW       1152      0      -1   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  y  y  y  y  n  n
UDP       1344      0       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n
TCP       2304      0     348   no     192   yes  kernel      y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y
NETLINK   1096      0      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n`;

/** Newest first, one for each revision. */
export const extensions: Readonly<Record<string, string>> = {
  ip_tables_targets:
    'NFQUEUE NFQUEUE NFQUEUE NFQUEUE AUDIT DNAT SNAT DNAT SNAT SYNPROXY REJECT ECN ERROR IDLETIMER IDLETIMER TRACE TEE TCPOPTSTRIP TCPMSS TPROXY TPROXY SECMARK SECMARK MASQUERADE REDIRECT RATEEST NFLOG NETMAP LOG HMARK TTL TOS DSCP CT CT CT NOTRACK CONNSECMARK CLASSIFY CHECKSUM DNAT SNAT SET SET SET SET CONNMARK CONNMARK MARK',
  ip_tables_matches:
    'u32 time string statistic state rateest quota pkttype cgroup cgroup cgroup nfacct nfacct limit helper devgroup cpu conntrack conntrack conntrack connlabel connbytes comment bpf bpf connmark mark rpfilter ah tcpmss socket socket socket socket sctp recent recent realm policy physdev owner osf multiport mac length l2tp iprange ipcomp ttl hashlimit hashlimit hashlimit esp ecn tos dscp dccp connlimit cluster addrtype addrtype set set set set set icmp udplite udp tcp',
  ip6_tables_targets:
    'NFQUEUE NFQUEUE NFQUEUE NFQUEUE AUDIT DNAT SNAT DNAT SNAT SYNPROXY REJECT DNPT SNPT ERROR IDLETIMER IDLETIMER TRACE TEE TCPOPTSTRIP TCPMSS TPROXY SECMARK SECMARK MASQUERADE REDIRECT RATEEST NFLOG NETMAP LOG HMARK HL TOS DSCP CT CT CT NOTRACK CONNSECMARK CLASSIFY CHECKSUM SET SET SET CONNMARK CONNMARK MARK',
  ip6_tables_matches:
    'u32 time string statistic state rateest quota pkttype cgroup cgroup cgroup nfacct nfacct limit helper devgroup cpu conntrack conntrack conntrack connlabel connbytes comment bpf bpf connmark mark srh srh rt rpfilter dst hbh mh ipv6header frag eui64 ah tcpmss socket socket socket sctp recent recent policy physdev owner multiport mac length l2tp iprange ipcomp hl hashlimit hashlimit hashlimit esp ecn tos dscp dccp connlimit cluster addrtype set set set set icmp6 udplite udp tcp',
  arp_tables_matches:
    'u32 time string statistic state rateest quota pkttype cgroup cgroup cgroup nfacct nfacct limit helper devgroup cpu conntrack conntrack conntrack connlabel connbytes comment bpf bpf connmark mark',
  arp_tables_targets: 'NFQUEUE NFQUEUE NFQUEUE NFQUEUE AUDIT DNAT SNAT DNAT SNAT mangle ERROR CLASSIFY MARK',
};

/** `xfrm_stat`, without `Xfrm`: none of them grows. */
export const transformCounters =
  'InError InBufferError InHdrError InNoStates InStateProtoError InStateModeError InStateSeqError InStateExpired InStateMismatch InStateInvalid InTmplMismatch InNoPols InPolBlock InPolError OutError OutBundleGenError OutBundleCheckError OutNoStates OutStateProtoError OutStateModeError OutStateSeqError OutStateExpired OutPolBlock OutPolDead OutPolError FwdHdrError OutStateInvalid AcquireError OutStateDirError InStateDirError InIptfsError OutNoQueueSpace';

export const headlines: Readonly<Record<string, string>> = {
  mcfilter: 'Idx Device        MCA        SRC    INC    EXC',
  mcfilter6: 'Idx Device                Multicast Address                   Source Address    INC    EXC',
  ip_mr_vif: 'Interface      BytesIn  PktsIn  BytesOut PktsOut Flags Local    Remote',
  ip_mr_cache: 'Group    Origin   Iif     Pkts    Bytes    Wrong Oifs',
  ip6_mr_vif: 'Interface      BytesIn  PktsIn  BytesOut PktsOut Flags',
  ip6_mr_cache:
    'Group                            Origin                           Iif      Pkts  Bytes     Wrong  Oifs',
  ip6_flowlabel: 'Label S Owner  Users  Linger Expires  Dst                              Opt',
  rt_cache:
    'Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\tSource\t\tMTU\tWindow\tIRTT\tTOS\tHHRef\tHHUptod\tSpecDst                          ',
  unix: 'Num       RefCount Protocol Flags    Type St Inode Path',
  packet: 'sk               RefCnt Type Proto  Iface R Rmem   User   Inode',
};
