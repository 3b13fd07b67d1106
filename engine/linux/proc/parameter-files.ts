/**
 * /proc/sys/net: the kernel parameters of a namespace as files, one value a line (proc_dointvec; kernel/sysctl.c).
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { KernelFiles } from './kernel-files.ts';

/** Read-only for everybody (mode 0444). */
const readOnly: ReadonlySet<string> = new Set([
  'net.netfilter.nf_conntrack_count',
  'net.netfilter.nf_conntrack_buckets',
]);

export function parameterFiles(namespace: NetworkNamespace): KernelFiles {
  const { sysctl } = namespace;
  const read = (name: string): string =>
    name === 'net.netfilter.nf_conntrack_count'
      ? `${namespace.netfilter.conntrack.list().length}\n`
      : `${String(sysctl.get(name) ?? '')}\n`;
  return {
    directory: '/proc/sys',
    list: () => sysctl.names().map(pathOf),
    get(path) {
      const name = nameOf(path);
      const value = sysctl.get(name);
      // A dot in a path is part of a name, not a separator.
      if (value === undefined || pathOf(name) !== path) return undefined;
      if (readOnly.has(name)) return { read: () => read(name) };
      return {
        read: () => read(name),
        write(text) {
          const written = text.trim();
          if (typeof value === 'number' && !/^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(written))
            return 'Invalid argument';
          sysctl.set(name, typeof value === 'number' ? Number(written) : written.replace(/\s+/g, '\t'));
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
