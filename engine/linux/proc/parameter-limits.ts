/**
 * What values the kernel takes for its parameters (struct ctl_table: proc_dointvec_minmax, proc_dou8vec_minmax, _jiffies,
 * _ms_jiffies, _userhz_jiffies …), as Linux 6.18 answered to writes: a rule, then the names it is for, without `net.`.
 * `LOW..HIGH`, either may be missing; `ms`, `ticks`: kept in ticks of 4 ms, or of 10; `u32`, `u64`, with `~LOW`. A whole
 * number of 32 bits where nothing is said; what is no number has a rule of its own in parameter-rules.ts.
 */

export const limits = `-1.. ipv6.conf.router_solicitations
-31..31 ipv4.tcp_adv_win_scale
-8589934..8589934 ipv4.ipfrag_time ipv4.neigh.base_reachable_time ipv4.neigh.delay_first_probe_time ipv4.neigh.gc_stale_time ipv4.route.mtu_expires ipv4.tcp_fin_timeout ipv4.tcp_keepalive_intvl ipv4.tcp_keepalive_time ipv6.conf.router_probe_interval ipv6.conf.router_solicitation_delay ipv6.conf.router_solicitation_interval ipv6.conf.router_solicitation_max_interval ipv6.idgen_delay ipv6.ip6frag_time ipv6.neigh.base_reachable_time ipv6.neigh.delay_first_probe_time ipv6.neigh.gc_stale_time ipv6.route.gc_interval ipv6.route.gc_min_interval ipv6.route.gc_timeout ipv6.route.mtu_expires netfilter.nf_conntrack_frag6_timeout netfilter.nf_conntrack_generic_timeout netfilter.nf_conntrack_gre_timeout netfilter.nf_conntrack_gre_timeout_stream netfilter.nf_conntrack_icmp_timeout netfilter.nf_conntrack_icmpv6_timeout netfilter.nf_conntrack_sctp_timeout_closed netfilter.nf_conntrack_sctp_timeout_cookie_echoed netfilter.nf_conntrack_sctp_timeout_cookie_wait netfilter.nf_conntrack_sctp_timeout_established netfilter.nf_conntrack_sctp_timeout_heartbeat_sent netfilter.nf_conntrack_sctp_timeout_shutdown_ack_sent netfilter.nf_conntrack_sctp_timeout_shutdown_recd netfilter.nf_conntrack_sctp_timeout_shutdown_sent netfilter.nf_conntrack_tcp_timeout_close netfilter.nf_conntrack_tcp_timeout_close_wait netfilter.nf_conntrack_tcp_timeout_established netfilter.nf_conntrack_tcp_timeout_fin_wait netfilter.nf_conntrack_tcp_timeout_last_ack netfilter.nf_conntrack_tcp_timeout_max_retrans netfilter.nf_conntrack_tcp_timeout_syn_recv netfilter.nf_conntrack_tcp_timeout_syn_sent netfilter.nf_conntrack_tcp_timeout_time_wait netfilter.nf_conntrack_tcp_timeout_unacknowledged netfilter.nf_conntrack_udp_timeout netfilter.nf_conntrack_udp_timeout_stream
0.. core.optmem_max core.somaxconn ipv4.icmp_msgs_burst ipv4.icmp_msgs_per_sec ipv4.ipfrag_max_dist ipv4.neigh.app_solicit ipv4.neigh.mcast_resolicit ipv4.neigh.mcast_solicit ipv4.neigh.proxy_qlen ipv4.neigh.ucast_solicit ipv4.neigh.unres_qlen_bytes ipv4.tcp_fastopen_blackhole_timeout_sec ipv6.neigh.app_solicit ipv6.neigh.mcast_resolicit ipv6.neigh.mcast_solicit ipv6.neigh.proxy_qlen ipv6.neigh.ucast_solicit ipv6.neigh.unres_qlen_bytes
0..1 core.tstamp_allow_data core.txrehash ipv4.fib_multipath_use_neigh ipv4.icmp_echo_enable_probe ipv4.icmp_echo_ignore_all ipv4.icmp_echo_ignore_broadcasts ipv4.icmp_errors_use_inbound_ifaddr ipv4.icmp_ignore_bogus_error_responses ipv4.ip_autobind_reuse ipv4.ip_forward_update_priority ipv4.nexthop_compat_mode ipv4.raw_l3mdev_accept ipv4.tcp_autocorking ipv4.tcp_backlog_ack_defer ipv4.tcp_ecn_fallback ipv4.tcp_l3mdev_accept ipv4.tcp_migrate_req ipv4.tcp_no_ssthresh_metrics_save ipv4.tcp_plb_enabled ipv4.tcp_reflect_tos ipv4.tcp_shrink_window ipv4.udp_l3mdev_accept ipv6.conf.force_forwarding ipv6.conf.ioam6_enabled ipv6.conf.ndisc_evict_nocarrier ipv6.conf.ra_honor_pio_life ipv6.conf.ra_honor_pio_pflag ipv6.conf.rpl_seg_enabled ipv6.icmp.error_anycast_as_unicast ipv6.route.skip_notify_on_dev_down netfilter.nf_conntrack_acct netfilter.nf_conntrack_checksum netfilter.nf_conntrack_tcp_be_liberal netfilter.nf_conntrack_tcp_ignore_invalid_rst netfilter.nf_conntrack_tcp_loose netfilter.nf_conntrack_timestamp
0..1000 ipv4.tcp_pacing_ca_ratio ipv4.tcp_pacing_ss_ratio
0..1027504 ipv4.neigh.unres_qlen ipv6.neigh.unres_qlen
0..127 ipv4.tcp_syn_linear_timeouts
0..16777215 ipv6.ioam6_id
0..16777216 ipv4.tcp_child_ehash_entries
0..17179869 ipv4.tcp_probe_interval
0..2 ipv4.fib_notify_on_flag_change ipv4.tcp_ecn ipv4.tcp_ecn_option ipv4.tcp_tw_reuse ipv6.conf.accept_untracked_na ipv6.fib_notify_on_flag_change netfilter.nf_conntrack_events
0..255 ipv4.fwmark_reflect ipv4.igmp_link_local_mcast_reports ipv4.ip_dynaddr ipv4.ip_early_demux ipv4.ip_forward_use_pmtu ipv4.ip_no_pmtu_disc ipv4.ip_nonlocal_bind ipv4.tcp_abort_on_overflow ipv4.tcp_comp_sack_nr ipv4.tcp_dsack ipv4.tcp_early_demux ipv4.tcp_fack ipv4.tcp_frto ipv4.tcp_fwmark_accept ipv4.tcp_keepalive_probes ipv4.tcp_moderate_rcvbuf ipv4.tcp_mtu_probing ipv4.tcp_no_metrics_save ipv4.tcp_orphan_retries ipv4.tcp_plb_suspend_rto_sec ipv4.tcp_recovery ipv4.tcp_retrans_collapse ipv4.tcp_retries1 ipv4.tcp_retries2 ipv4.tcp_rfc1337 ipv4.tcp_sack ipv4.tcp_slow_start_after_idle ipv4.tcp_stdurg ipv4.tcp_synack_retries ipv4.tcp_syncookies ipv4.tcp_thin_linear_timeouts ipv4.tcp_timestamps ipv4.tcp_tso_rtt_log ipv4.tcp_tso_win_divisor ipv4.tcp_window_scaling ipv4.tcp_workaround_signed_windows ipv4.udp_early_demux ipv6.anycast_src_echo_reply ipv6.bindv6only ipv6.conf.ndisc_tclass ipv6.flowlabel_consistency ipv6.flowlabel_state_ranges ipv6.fwmark_reflect ipv6.icmp.echo_ignore_all ipv6.icmp.echo_ignore_anycast ipv6.icmp.echo_ignore_multicast ipv6.ip_nonlocal_bind netfilter.nf_conntrack_log_invalid netfilter.nf_conntrack_tcp_max_retrans
0..256 ipv4.tcp_plb_cong_thresh
0..3 core.rps_default_mask ipv4.fib_multipath_hash_policy ipv4.tcp_ecn_option_beacon ipv6.auto_flowlabels ipv6.conf.addr_gen_mode ipv6.fib_multipath_hash_policy
0..31 ipv4.tcp_app_win ipv4.tcp_plb_idle_rehash_rounds ipv4.tcp_plb_rehash_rounds
0..32768 ipv4.ip_unprivileged_port_start
0..4 ipv4.tcp_early_retrans
0..4194304 ipv4.ipfrag_low_thresh ipv6.ip6frag_low_thresh netfilter.nf_conntrack_frag6_low_thresh
0..65535 ipv6.conf.ioam6_id
0..65536 ipv4.udp_child_hash_entries
0..7 ipv6.flowlabel_reflect
0..86400 ipv4.tcp_min_rtt_wlen
1.. ipv4.igmp_qrv ipv4.tcp_max_reordering ipv4.tcp_rto_min_us ipv4.udp_rmem_min ipv4.udp_wmem_min
1..127 ipv4.tcp_syn_retries
1..255 ipv4.ip_default_ttl ipv4.tcp_min_tso_segs ipv4.tcp_pingpong_thresh ipv6.conf.hop_limit
1..300 ipv4.tcp_reordering
1..4095 ipv4.fib_multipath_hash_fields ipv6.fib_multipath_hash_fields
1..60000 ipv4.tcp_tw_reuse_delay
1000..120000 ipv4.tcp_rto_max_ms
1280.. ipv6.conf.mtu
48..65535 ipv4.tcp_min_snd_mss ipv4.tcp_mtu_probe_floor
68.. ipv4.route.min_pmtu
ms ipv4.icmp_ratelimit ipv4.neigh.base_reachable_time_ms ipv4.neigh.interval_probe_time_ms ipv4.neigh.retrans_time_ms ipv4.tcp_invalid_ratelimit ipv6.conf.mldv1_unsolicited_report_interval ipv6.conf.mldv2_unsolicited_report_interval ipv6.icmp.ratelimit ipv6.neigh.base_reachable_time_ms ipv6.neigh.interval_probe_time_ms ipv6.neigh.retrans_time_ms ipv6.route.gc_min_interval_ms
ticks ipv4.neigh.anycast_delay ipv4.neigh.locktime ipv4.neigh.proxy_delay ipv4.neigh.retrans_time ipv6.neigh.anycast_delay ipv6.neigh.locktime ipv6.neigh.proxy_delay
u32 core.xfrm_aevent_etime core.xfrm_aevent_rseqth ipv4.fib_multipath_hash_seed ipv4.tcp_notsent_lowat ipv6.conf.ioam6_id_wide
u32~1 ipv6.conf.ra_defrtr_metric
u64 ipv4.tcp_comp_sack_delay_ns ipv4.tcp_comp_sack_slack_ns ipv6.ioam6_id_wide
u64~3145728 ipv4.ipfrag_high_thresh ipv6.ip6frag_high_thresh netfilter.nf_conntrack_frag6_high_thresh`;
