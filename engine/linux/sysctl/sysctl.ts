/**
 * The kernel parameters of a network namespace, by dotted name (Documentation/networking/ip-sysctl.rst).
 *
 * `conf` and `neigh` exist per device: a name with `.all.`, `.default.` or a device in it. A device starts with the
 * values of `default`. Names nobody knows are refused, as the kernel does, by the file not being there.
 */

/** The values of a new network namespace, Linux 6.x. Per-device entries stand under `default`. */
const initial: readonly (readonly [string, number | string])[] = [
  ['net.ipv4.ip_forward', 0],
  ['net.ipv4.ip_default_ttl', 64],
  ['net.ipv4.ip_local_port_range', '32768\t60999'],
  ['net.ipv4.ip_unprivileged_port_start', 1024],
  ['net.ipv4.ip_nonlocal_bind', 0],
  ['net.ipv4.ip_no_pmtu_disc', 0],
  ['net.ipv4.ping_group_range', '1\t0'],
  ['net.ipv4.icmp_echo_ignore_all', 0],
  ['net.ipv4.icmp_echo_ignore_broadcasts', 1],
  ['net.ipv4.icmp_ratelimit', 1000],
  ['net.ipv4.icmp_ratemask', 6168],
  ['net.ipv4.icmp_msgs_per_sec', 1000],
  ['net.ipv4.icmp_msgs_burst', 50],
  ['net.ipv4.icmp_errors_use_inbound_ifaddr', 0],
  ['net.ipv4.tcp_syn_retries', 6],
  ['net.ipv4.tcp_synack_retries', 5],
  ['net.ipv4.tcp_retries1', 3],
  ['net.ipv4.tcp_retries2', 15],
  ['net.ipv4.tcp_timestamps', 1],
  ['net.ipv4.tcp_sack', 1],
  ['net.ipv4.tcp_window_scaling', 1],
  ['net.ipv4.tcp_fin_timeout', 60],
  ['net.ipv4.tcp_tw_reuse', 2],
  ['net.ipv4.tcp_keepalive_time', 7200],
  ['net.ipv4.tcp_keepalive_intvl', 75],
  ['net.ipv4.tcp_keepalive_probes', 9],
  ['net.ipv4.tcp_max_syn_backlog', 1024],
  ['net.core.somaxconn', 4096],
  ['net.bridge.bridge-nf-call-iptables', 1],
  ['net.bridge.bridge-nf-call-ip6tables', 1],
  ['net.bridge.bridge-nf-call-arptables', 1],
  ['net.bridge.bridge-nf-filter-pppoe-tagged', 0],
  ['net.bridge.bridge-nf-filter-vlan-tagged', 0],
  ['net.bridge.bridge-nf-pass-vlan-input-dev', 0],
  ['net.netfilter.nf_conntrack_max', 262144],
  ['net.netfilter.nf_conntrack_buckets', 262144],
  ['net.netfilter.nf_conntrack_count', 0],
  ['net.netfilter.nf_conntrack_generic_timeout', 600],
  ['net.netfilter.nf_conntrack_icmp_timeout', 30],
  ['net.netfilter.nf_conntrack_udp_timeout', 30],
  ['net.netfilter.nf_conntrack_udp_timeout_stream', 120],
  ['net.netfilter.nf_conntrack_tcp_timeout_syn_sent', 120],
  ['net.netfilter.nf_conntrack_tcp_timeout_syn_recv', 60],
  ['net.netfilter.nf_conntrack_tcp_timeout_established', 432000],
  ['net.netfilter.nf_conntrack_tcp_timeout_fin_wait', 120],
  ['net.netfilter.nf_conntrack_tcp_timeout_close_wait', 60],
  ['net.netfilter.nf_conntrack_tcp_timeout_last_ack', 30],
  ['net.netfilter.nf_conntrack_tcp_timeout_time_wait', 120],
  ['net.netfilter.nf_conntrack_tcp_timeout_close', 10],
  ['net.netfilter.nf_conntrack_tcp_timeout_max_retrans', 300],
  ['net.netfilter.nf_conntrack_tcp_timeout_unacknowledged', 300],
  ['net.netfilter.nf_conntrack_tcp_loose', 1],
  ['net.netfilter.nf_conntrack_tcp_be_liberal', 0],
  ['net.netfilter.nf_conntrack_acct', 0],
];

const perDevice: readonly (readonly [string, number])[] = [
  ['net.ipv4.conf.*.forwarding', 0],
  ['net.ipv4.conf.*.rp_filter', 0],
  ['net.ipv4.conf.*.accept_local', 0],
  ['net.ipv4.conf.*.route_localnet', 0],
  ['net.ipv4.conf.*.proxy_arp', 0],
  ['net.ipv4.conf.*.arp_ignore', 0],
  ['net.ipv4.conf.*.arp_announce', 0],
  ['net.ipv4.conf.*.arp_filter', 0],
  ['net.ipv4.conf.*.arp_accept', 0],
  ['net.ipv4.conf.*.arp_notify', 0],
  ['net.ipv4.conf.*.log_martians', 0],
  ['net.ipv4.conf.*.send_redirects', 1],
  ['net.ipv4.conf.*.accept_redirects', 1],
  ['net.ipv4.conf.*.secure_redirects', 1],
  ['net.ipv4.conf.*.shared_media', 1],
  ['net.ipv4.conf.*.src_valid_mark', 0],
  ['net.ipv6.conf.*.disable_ipv6', 0],
  ['net.ipv6.conf.*.forwarding', 0],
  ['net.ipv6.conf.*.accept_ra', 1],
];

const perNeighbourDevice: readonly (readonly [string, number])[] = [
  ['net.ipv4.neigh.*.base_reachable_time_ms', 30_000],
  ['net.ipv4.neigh.*.gc_stale_time', 60],
  ['net.ipv4.neigh.*.delay_first_probe_time', 5],
  ['net.ipv4.neigh.*.retrans_time_ms', 1000],
  ['net.ipv4.neigh.*.ucast_solicit', 3],
  ['net.ipv4.neigh.*.mcast_solicit', 3],
  ['net.ipv4.neigh.*.app_solicit', 0],
  ['net.ipv4.neigh.*.unres_qlen', 101],
  ['net.ipv4.neigh.*.proxy_delay', 80],
  ['net.ipv4.neigh.*.locktime', 100],
];

const deviceName = /^(net\.ipv[46]\.(?:conf|neigh)\.)(.+)(\.[a-z0-9_]+)$/;

export class Sysctl {
  readonly #values = new Map<string, number | string>(initial);
  /** Counts changes, so that others may remember what they read. */
  generation = 0;
  /** Told of every change, with the dotted name. */
  onChange: ((name: string, value: number | string) => void) | undefined;
  /** The per-device values that are looked at for each packet, so that no name is built on the way. */
  readonly #numbers = new Map<string, number>();
  readonly #ranges = new Map<string, readonly [number, number]>();

  constructor() {
    for (const device of ['all', 'default']) {
      for (const [name, value] of perDevice) this.#values.set(name.replace('*', device), value);
      for (const [name, value] of perNeighbourDevice) this.#values.set(name.replace('*', device), value);
    }
    for (const name of this.#values.keys()) if (name.includes('.neigh.all.')) this.#values.delete(name);
  }

  /** A device appeared: it gets the values of `default`. */
  addDevice(device: string): void {
    for (const [name] of [...perDevice, ...perNeighbourDevice]) {
      const value = this.#values.get(name.replace('*', 'default'));
      if (value !== undefined) this.#values.set(name.replace('*', device), value);
    }
    this.#numbers.clear();
    this.generation++;
  }

  removeDevice(device: string): void {
    for (const [name] of [...perDevice, ...perNeighbourDevice])
      this.#values.delete(name.replace('*', device));
    this.#numbers.clear();
    this.generation++;
  }

  /** @returns undefined when there is no such parameter */
  get(name: string): number | string | undefined {
    return this.#values.get(name);
  }

  /** A numeric parameter; 0 when there is none. */
  number(name: string): number {
    const cached = this.#numbers.get(name);
    if (cached !== undefined) return cached;
    const value = Number(this.#values.get(name) ?? 0);
    this.#numbers.set(name, value);
    return value;
  }

  /** A parameter of two numbers, as ip_local_port_range. */
  range(name: string): readonly [low: number, high: number] {
    const text = String(this.#values.get(name) ?? '');
    let range = this.#ranges.get(text);
    if (range === undefined) {
      const [low = 0, high = 0] = text.split(/\s+/).map(Number);
      range = [low, high];
      this.#ranges.set(text, range);
    }
    return range;
  }

  /** @returns false when there is no such parameter */
  set(name: string, value: number | string): boolean {
    if (!this.#values.has(name)) return false;
    this.#values.set(name, value);
    this.#numbers.clear();
    this.generation++;
    this.#spread(name, value);
    this.onChange?.(name, value);
    return true;
  }

  /** ip_forward and conf.all.forwarding are one switch that sets every device (inet_forward_change). */
  #spread(name: string, value: number | string): void {
    if (name === 'net.ipv4.ip_forward' || name === 'net.ipv4.conf.all.forwarding') {
      this.#values.set('net.ipv4.ip_forward', value);
      for (const key of this.#values.keys())
        if (/^net\.ipv4\.conf\..+\.forwarding$/.test(key)) this.#values.set(key, value);
    }
    if (/^net\.ipv6\.conf\.all\.(disable_ipv6|forwarding)$/.test(name)) {
      const leaf = name.slice(name.lastIndexOf('.'));
      for (const key of this.#values.keys())
        if (key.startsWith('net.ipv6.conf.') && key.endsWith(leaf)) this.#values.set(key, value);
    }
  }

  /** The device of a per-device name, for example `eth0` of `net.ipv4.conf.eth0.rp_filter`. */
  static deviceOf(name: string): string | undefined {
    return deviceName.exec(name)?.[2];
  }

  /** Every name, sorted. */
  names(): readonly string[] {
    return [...this.#values.keys()].sort();
  }
}
