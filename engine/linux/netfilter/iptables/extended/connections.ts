/**
 * `-m connbytes`, `-m connlabel`, `-m connlimit`, `-m helper`, `-m cluster`: what is known of a packet's connection
 * (net/netfilter/xt_connbytes.c, xt_connlabel.c, xt_connlimit.c with nf_conncount.c, xt_helper.c, xt_cluster.c).
 * No connection is another's child here, so no helper ever matches.
 */
import type { Address } from '../../../../net/address/address.ts';
import { flowKey, flowOf, type FlowTuple } from '../../../../net/flow/flow.ts';
import type { Connection } from '../../conntrack/connection.ts';
import { labelsOf } from '../../conntrack/labels.ts';
import { masked } from '../../ipset/element.ts';
import { quoted } from '../print/save.ts';
import { jhash2 } from '../../ipset/jhash.ts';
import { usage } from '../error.ts';
import { not } from '../option.ts';
import { matchOf, type Options } from '../shape.ts';
import { longHexText, parseNumber } from '../number.ts';

/** `FROM`, `FROM:TO`, `:TO`, `FROM:`; the last has no end. */
function byteRange(text: string): readonly [from: string, to: string | undefined] {
  const [from = '', to] = text.split(':');
  return [from === '' ? '0' : from, to === '' ? undefined : to];
}

const directions = ['original', 'reply', 'both'];
const modes = ['packets', 'bytes', 'avgpkt'];

function rangeText(options: Options, dash: string): string {
  const [from, to] = byteRange(options.text('connbytes'));
  return to === undefined ? from : `${from}${dash}${to}`;
}

const connbytes = matchOf({
  name: 'connbytes',
  options: {
    connbytes: { kind: 'text', inverts: true, mandatory: true },
    'connbytes-dir': { kind: 'text', mandatory: true },
    'connbytes-mode': { kind: 'text', mandatory: true },
  },
  usesConntrack: true,
  read(options, name) {
    const text = options.text(name);
    if (name === 'connbytes') {
      const [from, to] = byteRange(text);
      for (const part of [from, to ?? '0'])
        if (!/^\d+$/.test(part))
          throw usage(
            `connbytes: bad value for option "--connbytes" near "${part}", or out of range (0-18446744073709551615).\n`,
          );
      if (to !== undefined && BigInt(to) < BigInt(from)) throw usage(`${from} should be less than ${to}`);
    } else if (!(name === 'connbytes-dir' ? directions : modes).includes(text))
      throw usage(`Unknown --${name} \`${text}'`);
  },
  save: (options) =>
    `${not(options.inverted('connbytes'))}--connbytes ${rangeText(options, ':')} --connbytes-mode ${options.text('connbytes-mode')} --connbytes-dir ${options.text('connbytes-dir')}`,
  print: (options) =>
    `${not(options.inverted('connbytes'))}connbytes ${rangeText(options, ':')} connbytes mode ${options.text('connbytes-mode')} connbytes direction ${options.text('connbytes-dir')}`,
  translate(options) {
    const direction = options.text('connbytes-dir');
    const [, to] = byteRange(options.text('connbytes'));
    const inverted = options.inverted('connbytes');
    const comparison = to === undefined ? (inverted ? 'lt ' : 'ge ') : inverted ? '!= ' : '';
    return `ct ${direction === 'both' ? '' : `${direction} `}${options.text('connbytes-mode')} ${comparison}${rangeText(options, '-')}`;
  },
  compile(options, { namespace }) {
    // Whoever asks for counters has them kept from then on.
    namespace.sysctl.set('net.netfilter.nf_conntrack_acct', '1');
    const [from, to] = byteRange(options.text('connbytes')).map(Number);
    const inverted = options.inverted('connbytes');
    const [direction, mode] = [options.text('connbytes-dir'), options.text('connbytes-mode')];
    return ({ conntrack }) => {
      const counters = conntrack?.entry?.counters;
      if (counters === undefined) return false;
      const counted =
        direction === 'original'
          ? [counters.original]
          : direction === 'reply'
            ? [counters.reply]
            : [counters.original, counters.reply];
      const packets = counted.reduce((sum, each) => sum + each.packets, 0);
      const bytes = counted.reduce((sum, each) => sum + each.bytes, 0);
      const average = packets === 0 ? 0 : Math.floor(bytes / packets);
      const value = mode === 'packets' ? packets : mode === 'bytes' ? bytes : average;
      return (
        (value >= (from ?? 0) && value <= (Number.isNaN(to) || to === undefined ? Infinity : to)) !== inverted
      );
    };
  },
});

const labels = 128;
const connlabel = matchOf({
  name: 'connlabel',
  options: { label: { kind: 'text', inverts: true, mandatory: true }, set: { kind: 'flag' } },
  usesConntrack: true,
  read(options, name, { warn }) {
    if (name !== 'label' || parseNumber(options.text('label'), 0, 65_535) !== undefined) return;
    warn?.('Warning: cannot open /etc/xtables/connlabel.conf: No such file or directory');
    throw usage(`label '${options.text('label')}' not found or invalid value`);
  },
  isRefused: (options) => (Number(options.text('label')) >= labels ? 'Numerical result out of range' : false),
  save: (options) =>
    `${not(options.inverted('label'))}--label "${options.text('label')}"${options.has('set') ? ' --set' : ''}`,
  print: (options) =>
    `connlabel ${not(options.inverted('label'))}${options.text('label')}${options.has('set') ? ' set' : ''}`,
  translate(options) {
    const label = options.text('label');
    const inverted = options.inverted('label');
    if (!options.has('set')) return `ct label ${inverted ? '!= ' : ''}${label}`;
    return `ct label set ${label} ct label and ${label} ${inverted ? '!=' : '=='} ${label}`;
  },
  compile(options) {
    const label = Number(options.text('label'));
    const inverted = options.inverted('label');
    const sets = options.has('set');
    return ({ conntrack }) => {
      const entry = conntrack?.entry;
      if (entry === undefined) return inverted;
      if (sets) labelsOf(entry, 'make').add(label);
      return labelsOf(entry).has(label) !== inverted;
    };
  },
});

/** TCP connections on their way out do not count (already_closed). */
function isClosed({ tcp }: Connection): boolean {
  return tcp?.state === 'TIME_WAIT' || tcp?.state === 'CLOSE';
}

function limitOf(options: Options): { readonly count: number; readonly above: boolean } {
  const above = options.has('connlimit-above');
  const name = above ? 'connlimit-above' : 'connlimit-upto';
  return { count: options.number(name), above: above !== options.inverted(name) };
}

function maskOf(options: Options): number {
  const width = options.family === 4 ? 32 : 128;
  return Math.min(width, options.has('connlimit-mask') ? options.number('connlimit-mask') : width);
}

const connlimit = matchOf({
  name: 'connlimit',
  options: {
    'connlimit-upto': { kind: 'number', inverts: true, excludes: ['connlimit-above'] },
    'connlimit-above': { kind: 'number', inverts: true, excludes: ['connlimit-upto'] },
    'connlimit-mask': { kind: 'number', most: 128 },
    'connlimit-saddr': { kind: 'flag', excludes: ['connlimit-daddr'] },
    'connlimit-daddr': { kind: 'flag', excludes: ['connlimit-saddr'] },
  },
  usesConntrack: true,
  check(options) {
    if (!options.has('connlimit-above', 'connlimit-upto'))
      throw usage('You must specify "--connlimit-above" or "--connlimit-upto".');
  },
  save(options) {
    const { count, above } = limitOf(options);
    return `--connlimit-${above ? 'above' : 'upto'} ${String(count)} --connlimit-mask ${String(maskOf(options))} --connlimit-${options.has('connlimit-daddr') ? 'daddr' : 'saddr'}`;
  },
  print(options) {
    const { count, above } = limitOf(options);
    return `#conn ${options.has('connlimit-daddr') ? 'dst' : 'src'}/${String(maskOf(options))} ${above ? '>' : '<='} ${String(count)}`;
  },
  compile(options, { netfilter }) {
    const { count: limit, above } = limitOf(options);
    const mask = maskOf(options);
    const byDestination = options.has('connlimit-daddr');
    const { conntrack: table } = netfilter;
    const known = new Map<Address, Map<string, { readonly flow: FlowTuple; readonly zone: number }>>();
    return ({ conntrack, packet }) => {
      if (packet.kind === 'arp') return false;
      // Before connections are known, or for what is not tracked, the packet stands for one.
      const flow = conntrack?.entry?.original ?? flowOf(packet);
      const zone = conntrack?.entry?.zone ?? 0;
      const key = masked(byDestination ? packet.destination : packet.source, mask);
      let list = known.get(key);
      if (list === undefined) {
        list = new Map();
        known.set(key, list);
      }
      const own = `${String(zone)} ${flowKey(flow)}`;
      for (const [name, each] of list) {
        const found = table.find(each.flow, each.zone)?.connection;
        if (found === undefined) list.delete(name);
        else if (name === own) break;
        else if (isClosed(found)) list.delete(name);
      }
      list.set(own, { flow, zone });
      return list.size > limit === above;
    };
  },
});

const helper = matchOf({
  name: 'helper',
  options: { helper: { kind: 'text', inverts: true, mandatory: true } },
  usesConntrack: true,
  save: (options) => `${not(options.inverted('helper'))}--helper ${quoted(options.text('helper'))}`,
  print: (options) => `helper match ${not(options.inverted('helper'))}"${options.text('helper')}"`,
  translate: (options) => `ct helper ${options.inverted('helper') ? '!= ' : ''}"${options.text('helper')}"`,
  compile(options) {
    const inverted = options.inverted('helper');
    return () => inverted;
  },
});

function nodeMask(options: Options): number {
  return options.has('cluster-local-node')
    ? (1 << (options.number('cluster-local-node') - 1)) >>> 0
    : options.number('cluster-local-nodemask');
}

function isClusterInverted(options: Options): boolean {
  return options.inverted('cluster-local-node') || options.inverted('cluster-local-nodemask');
}

function clusterTexts(options: Options): readonly [mask: string, nodes: string, seed: string] {
  return [
    longHexText(nodeMask(options)),
    String(options.number('cluster-total-nodes')),
    longHexText(options.number('cluster-hash-seed')),
  ];
}

const cluster = matchOf({
  name: 'cluster',
  options: {
    'cluster-total-nodes': { kind: 'number', least: 1, most: 32, mandatory: true },
    'cluster-local-node': {
      kind: 'number',
      least: 1,
      most: 32,
      inverts: true,
      excludes: ['cluster-local-nodemask'],
    },
    'cluster-local-nodemask': {
      kind: 'number',
      least: 1,
      most: 32,
      inverts: true,
      excludes: ['cluster-local-node'],
    },
    'cluster-hash-seed': { kind: 'number', mandatory: true },
  },
  usesConntrack: true,
  check(options) {
    if (!options.has('cluster-local-node', 'cluster-local-nodemask'))
      throw usage("cluster match: `--cluster-local-node' or`--cluster-local-nodemask' is missing");
    const nodes = options.number('cluster-total-nodes', 32);
    if (options.number('cluster-local-node') > nodes)
      throw usage("cluster match: `--cluster-local-node' must be <= `--cluster-total-nodes'");
    if (options.number('cluster-local-nodemask') >= 2 ** nodes)
      throw usage("cluster match: `--cluster-local-nodemask' too big for `--cluster-total-nodes'");
  },
  save(options) {
    const [mask, nodes, seed] = clusterTexts(options);
    return `${not(isClusterInverted(options))}--cluster-local-nodemask ${mask} --cluster-total-nodes ${nodes} --cluster-hash-seed ${seed}`;
  },
  print(options) {
    const [mask, nodes, seed] = clusterTexts(options);
    return `cluster ${isClusterInverted(options) ? '!' : ''}node_mask=${mask} total_nodes=${nodes} hash_seed=${seed}`;
  },
  translate(options) {
    const [, nodes, seed] = clusterTexts(options);
    const mask = nodeMask(options);
    const bits = Array.from({ length: 32 }, (_, at) => at).filter((at) => (mask & (1 << at)) !== 0);
    const which = bits.length > 1 ? `{ ${bits.join(', ')} }` : `eq ${String(mask)}`;
    return `jhash ct original saddr mod ${nodes} seed ${seed} ${which} meta pkttype set host`;
  },
  compile(options) {
    const mask = nodeMask(options);
    const inverted = isClusterInverted(options);
    const nodes = options.number('cluster-total-nodes');
    const seed = options.number('cluster-hash-seed');
    return (skb) => {
      const entry = skb.conntrack?.entry;
      if (entry === undefined) return false;
      const words = entry.original.source.words.map(swapped);
      const hash = jhash2(words, seed);
      const node = Math.floor((hash * nodes) / 0x1_0000_0000);
      // A frame for the whole cluster becomes this node's.
      if (skb.type === 'multicast') skb.type = 'host';
      return (((1 << node) & mask) !== 0) !== inverted;
    };
  },
});

/** As a little-endian machine reads a word in network order. */
function swapped(word: number): number {
  return (word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff_0000) | (word << 24) | 0;
}

export const connectionMatches = [connbytes, connlabel, connlimit, helper, cluster];
