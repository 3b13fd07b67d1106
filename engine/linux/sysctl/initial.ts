/**
 * Parameters of the whole kernel, Linux 6.18: only the first network namespace of a machine shows them (register_net_sysctl with
 * init_net, net/core/sysctl_net_core.c, net/ipv4/sysctl_net_ipv4.c). What they say of memory is that of a machine with 24 GB.
 * They can be read and written, and change nothing here.
 */
import { Parameters } from './parameters.ts';

export const initialParameters = new Parameters([
  [
    'net.core',
    `bpf_jit_enable 1;bpf_jit_harden 0;bpf_jit_kallsyms 1;bpf_jit_limit 528482304;busy_poll 0;busy_read 0;default_qdisc pfifo_fast;dev_weight 64;dev_weight_rx_bias 1;dev_weight_tx_bias 1;devconf_inherit_init_net 0;fb_tunnels_only_for_init_net 0;flow_limit_cpu_bitmap 0;flow_limit_table_len 4096;gro_normal_batch 8;high_order_alloc_disable 0;max_skb_frags 17;mem_pcpu_rsv 256;message_burst 10;message_cost 5;netdev_budget 300;netdev_budget_usecs 8000;netdev_max_backlog 1000;netdev_rss_key 00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00;netdev_tstamp_prequeue 1;netdev_unregister_timeout_secs 10;rps_sock_flow_entries 0;skb_defer_max 64;warnings 0`,
  ],
  [
    'net.ipv4',
    `fib_sync_mem 524288;inet_peer_maxttl 600;inet_peer_minttl 120;inet_peer_threshold 65664;ipfrag_secret_interval 0;tcp_available_ulp mptcp;tcp_low_latency 0;tcp_max_orphans 131072;tcp_mem 287898\t383867\t575796;udp_mem 575799\t767734\t1151598`,
  ],
  ['net.ipv4.neigh.default', `gc_interval 30;gc_thresh1 128;gc_thresh2 512;gc_thresh3 1024`],
  [
    'net.ipv4.route',
    `error_burst 1250;error_cost 250;gc_elasticity 8;gc_interval 60;gc_min_interval 0;gc_min_interval_ms 500;gc_thresh -1;gc_timeout 300;max_size 2147483647;redirect_load 5;redirect_number 9;redirect_silence 5120`,
  ],
  ['net.ipv6', `ip6frag_secret_interval 0;mld_max_msf 64;mld_qrv 2`],
  ['net.ipv6.neigh.default', `gc_interval 30;gc_thresh1 128;gc_thresh2 512;gc_thresh3 1024`],
  ['net.netfilter', `nf_log_all_netns 0`],
  ['net', `nf_conntrack_max 262144`],
]);
