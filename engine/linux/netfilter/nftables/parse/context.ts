/**
 * What the meaning of a text depends on: the family of its table, the devices of the machine, and what the statements of
 * a rule so far say about the packet's protocols (nft's struct proto_ctx).
 */
import { type Location, NftError, spanOf } from '../error.ts';
import type { Family } from '../model.ts';
import { protocolNamed } from '../protocol.ts';
import { partsOf } from '../selectors.ts';
import type { Expression } from '../syntax.ts';
import type { ValueContext } from './value.ts';

export interface ParseContext extends ValueContext {
  readonly family: Family;
  /** What the rule said so far. */
  readonly protocols?: ProtocolContext;
}

/** The family that addresses without one are of; undefined where nothing says it. */
export function addressFamily({ family, protocols }: ParseContext): 'ip' | 'ip6' | undefined {
  const known = family === 'ip' || family === 'ip6' ? family : protocols?.network;
  return known === 'ip' || known === 'ip6' ? known : undefined;
}

export function located(first: Expression | undefined, last: Expression | undefined): { at?: Location } {
  const at = spanOf(first?.at, last?.at);
  return at === undefined ? {} : { at };
}

/** What is known of a packet that came so far in a rule. */
export class ProtocolContext {
  network: string | undefined;
  /** What said so. */
  networkAt: Location | undefined;
  /** `any`: one of several. */
  transport: string | undefined;
  transportAt: Location | undefined;
  /** Several that a set names: none of them alone is certain. */
  oneOf: readonly string[] = [];
  readonly #family: Family;

  constructor(family: Family) {
    this.#family = family;
    this.network = family === 'ip' || family === 'ip6' || family === 'arp' ? family : undefined;
  }

  /** An expression reads this. @throws NftError when it cannot be there */
  reads(expression: Expression): void {
    if (expression.kind === 'binary') {
      this.reads(expression.left);
      return;
    }
    if (expression.kind === 'map') {
      this.reads(expression.key);
      return;
    }
    if (expression.kind === 'hash' && expression.key !== undefined) {
      this.reads(expression.key);
      return;
    }
    if (expression.kind === 'concatenation') {
      for (const part of partsOf(expression)) this.reads(part);
      return;
    }
    if (expression.kind === 'ct' && expression.family !== undefined)
      this.#conflict(this.network, expression.family, expression.at);
    if (expression.kind === 'ipopt' && this.network === 'ip6')
      throw new NftError('cannot use exthdr with ip6', expression.at);
    if (expression.kind !== 'payload') return;
    const protocol = protocolNamed(expression.protocol);
    if (protocol === undefined) return;
    if (protocol.base === 'nh') {
      this.#conflict(this.network, expression.protocol, expression.at);
      if (this.#family === 'inet' && expression.protocol === 'arp')
        this.#conflict('inet', 'arp', expression.at);
      this.network = expression.protocol;
      this.networkAt = expression.at;
    } else if (protocol.base === 'th' && expression.protocol !== 'th')
      this.#readsTransport(expression.protocol, expression.at);
  }

  #readsTransport(protocol: string, at: Location | undefined): void {
    const last = this.oneOf.at(-1);
    const other =
      (last === 'unknown' ? last : this.oneOf.find((each) => each !== protocol)) ?? this.transport;
    if (other !== 'any') this.#conflict(other, protocol, at);
    this.transport = protocol;
    this.transportAt = at;
    this.oneOf = [];
    // Only in tables of both families it says which of them.
    if (protocol.startsWith('icmp') && this.#family === 'inet') {
      this.network ??= protocol === 'icmp' ? 'ip' : 'ip6';
      this.networkAt ??= at;
    }
  }

  #conflict(known: string | undefined, wanted: string, at: Location | undefined): void {
    if (known !== undefined && known !== wanted)
      throw new NftError(`conflicting protocols specified: ${known} vs. ${wanted}`, at);
  }
}
