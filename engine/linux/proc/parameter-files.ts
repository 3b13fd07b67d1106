/**
 * /proc/sys/net: the kernel parameters of a namespace as files, one value a line (proc_dointvec; kernel/sysctl.c). Of a
 * namespace that is not the machine's first the parameters of the whole kernel are absent, and some can only be read
 * (net/core/sysctl_net_core.c, net/netfilter/nf_conntrack_standalone.c).
 *
 * Left out: keys (stable_secret).
 */
import type { FileContent } from '../file/file-tree.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { initialParameters } from '../sysctl/initial.ts';
import type { KernelFiles } from './kernel-files.ts';
import { writtenValue } from './parameter-rules.ts';

/** Read-only for everybody (mode 0444). */
const readOnly: ReadonlySet<string> = new Set([
  'net.ipv4.tcp_available_congestion_control',
  'net.ipv4.tcp_ehash_entries',
  'net.ipv4.udp_hash_entries',
  'net.netfilter.nf_conntrack_count',
]);

/** And these, unless the namespace is the machine's first. */
const readOnlyElsewhere: ReadonlySet<string> = new Set([
  'net.core.rmem_default',
  'net.core.rmem_max',
  'net.core.wmem_default',
  'net.core.wmem_max',
  'net.ipv4.tcp_allowed_congestion_control',
  'net.netfilter.nf_conntrack_buckets',
  'net.netfilter.nf_conntrack_expect_max',
  'net.netfilter.nf_conntrack_max',
]);

/** Written only: what was learnt about routes is forgotten. */
const flushes: ReadonlyMap<string, 4 | 6> = new Map([
  ['net.ipv4.route.flush', 4],
  ['net.ipv6.route.flush', 6],
]);

/** The old names of two times of neighbours, in units of their own (in milliseconds). */
const oldTimes: readonly (readonly [old: string, now: string, unit: number])[] = [
  ['base_reachable_time', 'base_reachable_time_ms', 1000],
  ['retrans_time', 'retrans_time_ms', 10],
];

export function parameterFiles(namespace: NetworkNamespace): KernelFiles {
  const { sysctl, machine } = namespace;
  let isPrepared = false;
  const isFirst = () => namespace === machine.host && !machine.isNested;
  const prepare = () => {
    if (isPrepared || !isFirst()) return;
    isPrepared = true;
    sysctl.add(initialParameters);
  };
  const isHere = (name: string) => isFirst() || !/^net\.ipv[46]\.neigh\.default\./.test(name);
  const isFixed = (name: string) =>
    readOnly.has(name) ||
    (!isFirst() && readOnlyElsewhere.has(name)) ||
    /^net\.ipv[46]\.conf\..+\.mc_forwarding$/.test(name);
  const file = (
    name: string,
    read: () => string,
    write: (text: string) => string | undefined,
  ): FileContent => (isFixed(name) ? { read } : { read, write });

  function parameter(asked: string): FileContent | undefined {
    // The same switch under two names.
    const name = asked === 'net.nf_conntrack_max' && isFirst() ? 'net.netfilter.nf_conntrack_max' : asked;
    const value = sysctl.get(name);
    if (value === undefined || !isHere(name)) return undefined;
    const read = () =>
      name === 'net.netfilter.nf_conntrack_count'
        ? `${String(namespace.netfilter.conntrack.list().length)}\n`
        : `${String(interfaceMtu(name) ?? sysctl.get(name) ?? '')}\n`;
    return file(name, read, (text) => {
      const written = writtenValue(name, sysctl.get(name) ?? value, text, (other) => sysctl.get(other));
      if ('refused' in written) return written.refused;
      // addrconf_sysctl_mtu
      if (Number(written.value) > (deviceOfMtu(name)?.mtu ?? Infinity)) return 'Invalid argument';
      sysctl.set(name, written.value);
      return undefined;
    });
  }

  function deviceOfMtu(name: string) {
    const [, device] = /^net\.ipv6\.conf\.(.+)\.mtu$/.exec(name) ?? [];
    return device === undefined ? undefined : namespace.devices.get(device);
  }

  /** The MTU of IPv6 is the device's while nobody has lowered it. */
  function interfaceMtu(name: string): number | undefined {
    const found = deviceOfMtu(name);
    return found !== undefined && sysctl.number(name) === 1280 ? found.mtu : undefined;
  }

  function oldTime(name: string): FileContent | undefined {
    const found = oldTimes.find(([old]) => name.endsWith(`.${old}`));
    if (found === undefined || !/^net\.ipv[46]\.neigh\./.test(name)) return undefined;
    const [old, now] = found;
    // ndisc_ifinfo_sysctl_change: IPv6 shows this one in the kernel's own ticks.
    const unit = old === 'retrans_time' && name.startsWith('net.ipv6.') ? 4 : found[2];
    const full = name.slice(0, -old.length) + now;
    if (parameter(full) === undefined) return undefined;
    return {
      read: () => `${String(Math.trunc(sysctl.number(full) / unit))}\n`,
      write(text) {
        const written = writtenValue(name, 0, text, (other) => sysctl.get(other));
        if ('refused' in written) return written.refused;
        sysctl.set(full, Number(written.value) * unit);
        return undefined;
      },
    };
  }

  return {
    directory: '/proc/sys',
    list() {
      prepare();
      const names = sysctl.names().filter(isHere);
      const old = names.flatMap((name) =>
        oldTimes.flatMap(([older, now]) =>
          name.endsWith(`.${now}`) ? [name.slice(0, -now.length) + older] : [],
        ),
      );
      return [...names, ...old, ...flushes.keys()].map(pathOf);
    },
    get(path) {
      prepare();
      const name = nameOf(path);
      // A dot in a path is part of a name, not a separator.
      if (pathOf(name) !== path) return undefined;
      const family = flushes.get(name);
      if (family === undefined) return parameter(name) ?? oldTime(name);
      return {
        read: () => '',
        write() {
          namespace.ip(family).exceptions.flush();
          return undefined;
        },
      };
    },
  };
}

/** `net.ipv4.conf.eth0.rp_filter` is `net/ipv4/conf/eth0/rp_filter`; the dots of a device's name stay. */
const perDevice = /^(net\.ipv[46]\.(?:conf|neigh))\.(.+)\.([a-z0-9_]+)$/;

function pathOf(name: string): string {
  const [, head, device, leaf] = perDevice.exec(name) ?? [];
  if (head === undefined || device === undefined || leaf === undefined) return name.replaceAll('.', '/');
  return `${head.replaceAll('.', '/')}/${device}/${leaf}`;
}

function nameOf(path: string): string {
  return path.replaceAll('/', '.');
}
