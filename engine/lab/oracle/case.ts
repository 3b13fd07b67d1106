/**
 * Cases of the kernel oracle: a topology, rules and probes, and what the real kernel did with them. One JSON object in a
 * `.json` file, one a line in a `.jsonl` file.
 */
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import {
  attempt,
  boolean,
  Fields,
  flag,
  FormatError,
  list,
  number,
  oneOf,
  type Parsed,
  parseJson,
  parseJsonLines,
  string,
} from '../format/fields.ts';
import { labModes } from '../netlab/mode.ts';
import { readServicePort } from '../netlab/service-format.ts';
import { clusterTopology } from './cluster.ts';
import { readTopology, type Topology } from './topology.ts';

export interface Probe {
  readonly from: string;
  readonly proto: 'tcp' | 'udp' | 'icmp';
  readonly dst: string;
  readonly dport?: number;
  readonly ttl?: number;
  /** Octets of payload. */
  readonly size?: number;
  readonly df?: boolean;
  readonly src?: string;
  /** Commands run before it: namespace, command line. */
  readonly before?: readonly CommandLine[];
  /** Of a TCP probe, once it was answered: commands, and then the client goes on talking. */
  readonly midway?: readonly CommandLine[];
}

/** Namespace and command line. */
export type CommandLine = readonly [string, string];

/** What happened to a probe. */
export interface Answer {
  /** `ok`, `timeout` or the error's name. */
  readonly v: string;
  /** `type/code from ADDRESS[ mtu N]`: an ICMP error came back. */
  readonly icmp?: string;
  /** A reset came back. */
  readonly rst?: boolean;
  /** The sender's own kernel refused: nothing was sent. */
  readonly local?: boolean;
  /** The namespace that answered. */
  readonly srv?: string;
  /** The source address it saw. */
  readonly src?: string;
  /** The address and port it was reached at. */
  readonly dst?: string;
  /** Whether it saw the sender's own port. */
  readonly sport?: string;
  readonly laddr?: string;
  /** What came of it when the client went on: what it heard, its socket's error, whether all arrived, the next attempt. */
  readonly then?: string;
  readonly replyFrom?: string;
  readonly replyTtl?: number;
  /** Hops there: `namespace:device:in|out|promisc|bc SRC>DST[:PORT] ttlN`. */
  readonly fwd: readonly string[];
  /** Hops back. */
  readonly rev: readonly string[];
}

export interface OracleCase {
  readonly id: string;
  readonly note?: string;
  readonly topo: Topology;
  /** Expanded by each side's own kube-proxy. */
  readonly services: readonly ServicePort[];
  /** Pings before the probes: from, to. */
  readonly warm: readonly (readonly string[])[];
  /** Namespaces whose connection tracking is emptied before each probe. */
  readonly flushct: readonly string[];
  readonly probes: readonly Probe[];
  /** Commands run after the last probe, whose output is part of the answer. */
  readonly after: readonly CommandLine[];
  readonly expect?: readonly Answer[];
}

export function parseCases(text: string, file: string): Parsed<readonly OracleCase[]> {
  return attempt(() =>
    file.endsWith('.jsonl')
      ? parseJsonLines(text, file).map(({ value, where }) => readCase(value, where))
      : [readCase(parseJson(text, file), file)],
  );
}

function readCase(value: unknown, where: string): OracleCase {
  const fields = new Fields(value, where);
  if (!fields.has('topo')) throw new FormatError(`${where}: not an oracle case: the field "topo" is missing`);
  const found: OracleCase = {
    id: fields.takeOr('id', string, where),
    ...fields.optional('note', string),
    topo: fields.take('topo', (topo, place) =>
      typeof topo === 'string'
        ? readTopology(clusterTopology(oneOf(...labModes)(topo, place)), place)
        : readTopology(topo, place),
    ),
    services: fields.takeOr('services', list(readServicePort), []),
    warm: fields.takeOr('warm', list(list(string)), []),
    flushct: fields.takeOr('flushct', list(string), []),
    probes: fields.take('probes', list(readProbe)),
    after: fields.takeOr('after', list(readCommandLine), []),
    ...fields.optional('expect', list(readAnswer)),
  };
  fields.takeOr('errors', list(string), []);
  fields.end();
  check(found, where);
  return found;
}

function check({ topo, probes, expect, flushct, after }: OracleCase, where: string): void {
  const known = (name: string, place: string): void => {
    if (!topo.namespaces.has(name))
      throw new FormatError(`${where}.${place}: there is no namespace "${name}"`);
  };
  for (const [index, { from, before = [], midway = [] }] of probes.entries()) {
    known(from, `probes[${index}].from`);
    for (const [name] of before) known(name, `probes[${index}].before`);
    for (const [name] of midway) known(name, `probes[${index}].midway`);
  }
  for (const name of flushct) known(name, 'flushct');
  for (const [name] of after) known(name, 'after');
  if (expect !== undefined && expect.length !== probes.length)
    throw new FormatError(`${where}: ${probes.length} probes, but "expect" has ${expect.length} answers`);
}

function readProbe(value: unknown, where: string): Probe {
  const fields = new Fields(value, where);
  const probe: Probe = {
    from: fields.take('from', string),
    proto: fields.take('proto', oneOf('tcp', 'udp', 'icmp')),
    dst: fields.take('dst', string),
    ...fields.optional('dport', number),
    ...fields.optional('ttl', number),
    ...fields.optional('size', number),
    ...fields.optional('df', flag),
    ...fields.optional('src', string),
    ...fields.optional('before', list(readCommandLine)),
    ...fields.optional('midway', list(readCommandLine)),
  };
  fields.optional('sport', number);
  fields.end();
  if (probe.proto !== 'icmp' && probe.dport === undefined)
    throw new FormatError(`${where}: a ${probe.proto} probe needs a "dport"`);
  return probe;
}

function readCommandLine(value: unknown, where: string): CommandLine {
  const [namespace, line] = list(string)(value, where);
  if (namespace === undefined || line === undefined)
    throw new FormatError(`${where}: a namespace and a command line are wanted`);
  return [namespace, line];
}

function readAnswer(value: unknown, where: string): Answer {
  const fields = new Fields(value, where);
  const answer: Answer = {
    v: fields.take('v', string),
    ...fields.optional('icmp', string),
    ...fields.optional('rst', boolean),
    ...fields.optional('local', boolean),
    ...fields.optional('srv', string),
    ...fields.optional('src', string),
    ...fields.optional('dst', string),
    ...fields.optional('sport', string),
    ...fields.optional('laddr', string),
    ...fields.optional('then', string),
    ...fields.optional('replyFrom', string),
    ...fields.optional('replyTtl', number),
    fwd: fields.takeOr('fwd', list(string), []),
    rev: fields.takeOr('rev', list(string), []),
  };
  fields.optional('ms', number);
  fields.end();
  return answer;
}
