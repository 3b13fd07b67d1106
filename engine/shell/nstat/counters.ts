/**
 * The counters as the kernel's files give them, with the names of nstat: of /proc/net/snmp, snmp6 and netstat, the first
 * and the last in pairs of lines (load_ugly_table in misc/nstat.c of iproute2).
 */
import type { FileTree } from '../../linux/file/file-tree.ts';

export interface Counter {
  readonly name: string;
  readonly value: number;
}

/** Settings, and what is no count: never shown (useless_numbers). */
const uncounted = /^(IpForwarding|IpDefaultTTL|TcpRto.*|TcpMaxConn|TcpCurrEstab)$/;

export function readCounters(files: FileTree): readonly Counter[] {
  const read = (name: string): readonly string[] =>
    (files.text(`/proc/net/${name}`) ?? '').split('\n').filter((line) => line !== '');
  return [...paired(read('snmp')), ...single(read('snmp6')), ...paired(read('netstat'))].filter(
    ({ name }) => !uncounted.test(name),
  );
}

function paired(lines: readonly string[]): readonly Counter[] {
  return lines.flatMap((line, at) => {
    if (at % 2 === 1) return [];
    const [title = '', ...names] = line.split(' ');
    const [, ...values] = (lines[at + 1] ?? '').split(' ');
    return names.map((name, index) => ({ name: title.slice(0, -1) + name, value: Number(values[index]) }));
  });
}

function single(lines: readonly string[]): readonly Counter[] {
  return lines.map((line) => {
    const [name = '', value] = line.split(/\s+/);
    return { name, value: Number(value) };
  });
}
