/**
 * What every rule may ask without a match: addresses, interfaces, protocol, fragment (struct ipt_ip;
 * ip_packet_match of net/ipv4/netfilter/ip_tables.c).
 */
import { Address } from '../../../net/address/address.ts';
import { protocolOf } from '../../../net/flow/flow.ts';
import type { NetDevice } from '../../device/device.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import type { HookState } from '../hook.ts';
import type { Test } from './extension.ts';
import { protocolText } from './names/protocols.ts';

export interface AddressTerm {
  /** Host bits cleared. */
  readonly address: Address;
  /** As many 32-bit words as the address has; need not be contiguous. */
  readonly mask: readonly number[];
  readonly inverted: boolean;
}

export interface InterfaceTerm {
  /** A `+` at the end stands for any rest. */
  readonly name: string;
  readonly inverted: boolean;
}

export interface Header {
  readonly family: 4 | 6;
  readonly source?: AddressTerm;
  readonly destination?: AddressTerm;
  readonly input?: InterfaceTerm;
  readonly output?: InterfaceTerm;
  readonly protocol?: { readonly number: number; readonly inverted: boolean };
  /** Second and further fragments (`-f`). */
  readonly fragment?: { readonly inverted: boolean };
}

/** A test and how to name it to a reader. */
export interface NamedTest {
  readonly test: Test;
  readonly label: string;
}

function addressTest(term: AddressTerm, end: 'source' | 'destination'): Test {
  const { inverted } = term;
  const wanted = term.address.words;
  if (term.address.family === 4) {
    const bits = wanted[0] ?? 0;
    const mask = term.mask[0] ?? 0;
    return end === 'source'
      ? ({ packet }) => packet.kind !== 'arp' && (((packet.source.bits ^ bits) & mask) === 0) !== inverted
      : ({ packet }) =>
          packet.kind !== 'arp' && (((packet.destination.bits ^ bits) & mask) === 0) !== inverted;
  }
  return ({ packet }) => {
    if (packet.kind === 'arp') return false;
    const { words } = packet[end];
    return wanted.every((word, at) => (((words[at] ?? 0) ^ word) & (term.mask[at] ?? 0)) === 0) !== inverted;
  };
}

/** Does a device's name fit, with `+` as wildcard? No device has the empty name. */
export function interfaceFits(term: string, device: NetDevice | undefined): boolean {
  const name = device?.name ?? '';
  return term.endsWith('+') ? name.startsWith(term.slice(0, -1)) : name === term;
}

function interfaceTest(term: InterfaceTerm, end: 'in' | 'out'): Test {
  const { name, inverted } = term;
  return (_skb: PacketBuffer, state: HookState) => interfaceFits(name, state[end]) !== inverted;
}

function protocolTest(number: number, inverted: boolean): Test {
  return ({ packet }) => packet.kind !== 'arp' && (protocolOf(packet.payload) === number) !== inverted;
}

/** The header's tests, in the kernel's order. */
export function headerTests(header: Header): NamedTest[] {
  const tests: NamedTest[] = [];
  const { source, destination, input, output, protocol, fragment } = header;
  if (source !== undefined)
    tests.push({ test: addressTest(source, 'source'), label: addressLabel('from', source) });
  if (destination !== undefined)
    tests.push({ test: addressTest(destination, 'destination'), label: addressLabel('to', destination) });
  if (input !== undefined)
    tests.push({ test: interfaceTest(input, 'in'), label: interfaceLabel('in', input) });
  if (output !== undefined)
    tests.push({ test: interfaceTest(output, 'out'), label: interfaceLabel('out', output) });
  if (protocol !== undefined)
    tests.push({
      test: protocolTest(protocol.number, protocol.inverted),
      label: `${protocol.inverted ? 'not ' : ''}${protocolText(protocol.number)}`,
    });
  if (fragment !== undefined)
    tests.push({
      test: ({ packet }) => packet.kind === 'ipv4' && packet.fragmentOffset > 0 !== fragment.inverted,
      label: `${fragment.inverted ? 'not ' : ''}a later fragment`,
    });
  return tests;
}

/** `/32`, or as a dotted mask when it is not contiguous. */
export function maskText(mask: readonly number[]): string {
  let length = 0;
  let ended = false;
  for (const word of mask) {
    const ones = Math.clz32(~word);
    if (ended ? word !== 0 : ones < 32 && word << ones !== 0) return maskAddress(mask).text;
    if (!ended) length += ones;
    ended ||= ones < 32;
  }
  return String(length);
}

function maskAddress([a = 0, b, c = 0, d = 0]: readonly number[]): Address {
  return b === undefined ? Address.v4(a) : Address.v6([a, b, c, d]);
}

function addressText(option: string, term: AddressTerm): string {
  return `${term.inverted ? '! ' : ''}${option} ${term.address.text}/${maskText(term.mask)}`;
}

function addressLabel(word: string, term: AddressTerm): string {
  const mask = maskText(term.mask);
  const length = mask === String(term.address.width) ? '' : `/${mask}`;
  return `${term.inverted ? 'not ' : ''}${word} ${term.address.text}${length}`;
}

function interfaceLabel(word: string, term: InterfaceTerm): string {
  return `${term.inverted ? 'not ' : ''}${word} by ${term.name}`;
}

function interfaceText(option: string, term: InterfaceTerm): string {
  return `${term.inverted ? '! ' : ''}${option} ${term.name}`;
}

/** The header as options, in the order iptables-save prints them. */
export function saveHeader(header: Header): string[] {
  const parts: string[] = [];
  const { source, destination, input, output, protocol, fragment } = header;
  if (source !== undefined) parts.push(addressText('-s', source));
  if (destination !== undefined) parts.push(addressText('-d', destination));
  if (input !== undefined) parts.push(interfaceText('-i', input));
  if (output !== undefined) parts.push(interfaceText('-o', output));
  if (protocol !== undefined)
    parts.push(`${protocol.inverted ? '! ' : ''}-p ${protocolText(protocol.number)}`);
  if (fragment !== undefined) parts.push(`${fragment.inverted ? '! ' : ''}-f`);
  return parts;
}
