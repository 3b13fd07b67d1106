/**
 * The topology of an oracle case: namespaces with what `ip`, `bridge`, `sysctl` and `iptables-restore` set up in them,
 * and the veth pairs between them.
 */
import { dictionary, Fields, FormatError, list, number, oneOf, string } from '../format/fields.ts';
import type { LinkOptions } from '../configure/step.ts';

export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

export interface Device extends LinkOptions {
  /** As `ip link add` takes it: `type vxlan id 1 …`. */
  readonly type: string;
}

export interface NamespaceSetup {
  readonly devices: readonly Device[];
  /** Device and prefix. */
  readonly addresses: readonly (readonly [string, string])[];
  readonly routes: readonly string[];
  readonly rules: readonly string[];
  readonly neighbours: readonly string[];
  readonly fdb: readonly string[];
  /** Port and bridge. */
  readonly masters: readonly (readonly [string, string])[];
  readonly hairpins: readonly string[];
  readonly down: readonly string[];
  readonly sysctls: ReadonlyMap<string, number | string>;
  /** What `ipset restore` reads. */
  readonly ipset?: string;
  readonly iptables?: string;
  readonly nft?: string;
  readonly listeners: readonly Listener[];
}

export interface VethPair {
  readonly ends: readonly [VethEnd, VethEnd];
}

export interface VethEnd extends LinkOptions {
  readonly namespace: string;
}

export interface Topology {
  /** In the order they are made. */
  readonly namespaces: ReadonlyMap<string, NamespaceSetup>;
  readonly veths: readonly VethPair[];
}

export function readTopology(value: unknown, where: string): Topology {
  const fields = new Fields(value, where);
  const namespaces = fields.take('ns', dictionary(readNamespace));
  const veths = fields.takeOr('veth', list(readVeth), []);
  fields.end();
  for (const { ends } of veths)
    for (const { namespace } of ends)
      if (!namespaces.has(namespace))
        throw new FormatError(`${where}.veth: there is no namespace "${namespace}"`);
  return { namespaces, veths };
}

function readNamespace(value: unknown, where: string): NamespaceSetup {
  const fields = new Fields(value, where);
  const texts = (name: string): string[] => fields.takeOr(name, list(string), []);
  const setup: NamespaceSetup = {
    devices: fields.takeOr('dev', list(readDevice), []),
    addresses: fields.takeOr('addr', list(readPair), []),
    routes: texts('route'),
    rules: texts('rule'),
    neighbours: texts('neigh'),
    fdb: texts('fdb'),
    masters: fields.takeOr('master', list(readPair), []),
    hairpins: texts('hairpin'),
    down: texts('down'),
    sysctls: fields.takeOr('sysctl', dictionary(numberOrText), new Map()),
    ...fields.optional('ipset', string),
    ...fields.optional('iptables', string),
    ...fields.optional('nft', string),
    listeners: fields.takeOr('listen', list(readListener), []),
  };
  fields.end();
  return setup;
}

function numberOrText(value: unknown, where: string): number | string {
  return typeof value === 'string' ? value : number(value, where);
}

function items(value: unknown, where: string, least: number): readonly unknown[] {
  const found = list((item) => item)(value, where);
  if (found.length < least)
    throw new FormatError(`${where}: a list of ${least} is wanted, not of ${found.length}`);
  return found;
}

function readPair(value: unknown, where: string): [string, string] {
  const [one, other] = items(value, where, 2);
  return [string(one, `${where}[0]`), string(other, `${where}[1]`)];
}

function readDevice(value: unknown, where: string): Device {
  const [name, type, options] = items(value, where, 2);
  return {
    name: string(name, `${where}[0]`),
    type: string(type, `${where}[1]`),
    ...readOptions(options, `${where}[2]`, (fields) => fields.optional('mac', string)),
  };
}

function readVeth(value: unknown, where: string): VethPair {
  const [one, device, other, peer, options] = items(value, where, 4);
  let macs: readonly string[] = [];
  const common = readOptions(options, `${where}[4]`, (fields) => {
    macs = fields.takeOr('mac', list(string), []);
    return {};
  });
  const end = (namespace: unknown, name: unknown, index: number): VethEnd => ({
    namespace: string(namespace, `${where}[${index * 2}]`),
    name: string(name, `${where}[${index * 2 + 1}]`),
    ...common,
    ...(macs[index] === undefined ? {} : { mac: macs[index] }),
  });
  return { ends: [end(one, device, 0), end(other, peer, 1)] };
}

function readOptions(
  value: unknown,
  where: string,
  readMac: (fields: Fields) => { readonly mac?: string },
): { readonly mac?: string; readonly mtu?: number } {
  if (value === undefined) return {};
  const fields = new Fields(value, where);
  const options = { ...readMac(fields), ...fields.optional('mtu', number) };
  fields.end();
  return options;
}

function readListener(value: unknown, where: string): Listener {
  const [protocol, address, port] = items(value, where, 3);
  return {
    protocol: oneOf('tcp', 'udp')(protocol, `${where}[0]`),
    address: string(address, `${where}[1]`),
    port: number(port, `${where}[2]`),
  };
}
