/**
 * The kernel parameters of a new network namespace with their values, Linux 6.18, as its own files give them
 * (Documentation/networking/ip-sysctl.rst says what they mean): those that something here looks at. The others are in
 * `without-effect.ts`.
 */
import { Parameters, type ParameterValue } from './parameters.ts';

export const coreParameters = new Parameters(
  [
    ['net.bridge', `bridge-nf-call-arptables 1;bridge-nf-call-ip6tables 1;bridge-nf-call-iptables 1`],
    ['net.core', `somaxconn 4096`],
    [
      'net.ipv4',
      `fib_multipath_hash_fields 7;fib_multipath_hash_policy 0;fib_multipath_hash_seed 0;fib_multipath_use_neigh 0;fwmark_reflect 0;icmp_echo_ignore_all 0;icmp_echo_ignore_broadcasts 1;icmp_errors_use_inbound_ifaddr 0;icmp_msgs_burst 50;icmp_msgs_per_sec 1000;icmp_ratelimit 1000;icmp_ratemask 6168;ip_default_ttl 64;ip_forward 0;ip_forward_use_pmtu 0;ip_local_port_range 32768\t60999;ip_local_reserved_ports;ip_no_pmtu_disc 0;ip_nonlocal_bind 0;ip_unprivileged_port_start 1024;ipfrag_time 30;ping_group_range 1\t0;tcp_abort_on_overflow 0;tcp_available_congestion_control reno cubic;tcp_dsack 1;tcp_early_retrans 3;tcp_fin_timeout 60;tcp_keepalive_intvl 75;tcp_keepalive_probes 9;tcp_keepalive_time 7200;tcp_orphan_retries 0;tcp_retries2 15;tcp_sack 1;tcp_syn_linear_timeouts 4;tcp_syn_retries 6;tcp_synack_retries 5;tcp_timestamps 1;tcp_window_scaling 1`,
    ],
    ['net.ipv4.route', `min_adv_mss 256;min_pmtu 552;mtu_expires 600`],
    [
      'net.ipv6',
      `auto_flowlabels 1;bindv6only 0;fib_multipath_hash_fields 7;fib_multipath_hash_policy 0;fwmark_reflect 0;ip_nonlocal_bind 0`,
    ],
    ['net.ipv6.icmp', `echo_ignore_all 0;echo_ignore_multicast 0;ratelimit 100;ratemask 0-1,3-127`],
    ['net.ipv6.route', `min_adv_mss 1220;mtu_expires 600`],
    [
      'net.netfilter',
      `nf_conntrack_acct 0;nf_conntrack_generic_timeout 600;nf_conntrack_gre_timeout 30;nf_conntrack_gre_timeout_stream 180;nf_conntrack_icmp_timeout 30;nf_conntrack_max 262144;nf_conntrack_tcp_be_liberal 0;nf_conntrack_tcp_ignore_invalid_rst 0;nf_conntrack_tcp_loose 1;nf_conntrack_tcp_max_retrans 3;nf_conntrack_tcp_timeout_close 10;nf_conntrack_tcp_timeout_close_wait 60;nf_conntrack_tcp_timeout_established 432000;nf_conntrack_tcp_timeout_fin_wait 120;nf_conntrack_tcp_timeout_last_ack 30;nf_conntrack_tcp_timeout_max_retrans 300;nf_conntrack_tcp_timeout_syn_recv 60;nf_conntrack_tcp_timeout_syn_sent 120;nf_conntrack_tcp_timeout_time_wait 120;nf_conntrack_tcp_timeout_unacknowledged 300;nf_conntrack_timestamp 0;nf_conntrack_udp_timeout 30;nf_conntrack_udp_timeout_stream 120`,
    ],
  ],
  [
    [
      'net.ipv4.conf',
      `accept_local 0;accept_redirects 1;arp_accept 0;arp_announce 0;arp_evict_nocarrier 1;arp_filter 0;arp_ignore 0;arp_notify 0;drop_gratuitous_arp 0;forwarding 0;ignore_routes_with_linkdown 0;log_martians 0;mc_forwarding 0;medium_id 0;promote_secondaries 0;proxy_arp 0;proxy_arp_pvlan 0;route_localnet 0;rp_filter 0;secure_redirects 1;send_redirects 1;shared_media 1;src_valid_mark 0`,
    ],
    [
      'net.ipv6.conf',
      `addr_gen_mode 0;accept_dad 1;accept_ra 1;accept_redirects 1;dad_transmits 1;disable_ipv6 0;force_forwarding 0;forwarding 0;hop_limit 64;ignore_routes_with_linkdown 0;mc_forwarding 0;mtu 1280;proxy_ndp 0;router_solicitations -1`,
    ],
    [
      'net.ipv4.neigh',
      `app_solicit 0;base_reachable_time_ms 30000;delay_first_probe_time 5;locktime 100;mcast_resolicit 0;mcast_solicit 3;proxy_delay 80;proxy_qlen 64;retrans_time_ms 1000;ucast_solicit 3;unres_qlen_bytes 212992`,
    ],
    [
      'net.ipv6.neigh',
      `app_solicit 0;base_reachable_time_ms 30000;delay_first_probe_time 5;locktime 0;mcast_resolicit 0;mcast_solicit 3;proxy_delay 80;proxy_qlen 64;retrans_time_ms 1000;ucast_solicit 3;unres_qlen_bytes 212992`,
    ],
  ],
);

/** Where `all` and `lo` differ from `default` in a new namespace. */
export const exceptions: ReadonlyMap<string, ParameterValue> = new Map<string, ParameterValue>([
  ['net.ipv4.conf.all.accept_source_route', 0],
  ['net.ipv4.conf.lo.disable_policy', 1],
  ['net.ipv4.conf.lo.disable_xfrm', 1],
  ['net.ipv6.conf.all.accept_dad', 0],
  ['net.ipv6.conf.lo.accept_dad', -1],
  ['net.ipv6.conf.lo.mtu', 65_536],
  ['net.ipv6.conf.lo.use_tempaddr', -1],
]);
