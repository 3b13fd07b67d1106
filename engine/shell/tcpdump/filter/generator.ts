/**
 * What the code generator keeps while it reads an expression (gencode.c: compiler_state_t): where the headers of this
 * link type lie, which words of memory are taken, and the loads and comparisons all tests are made of (gen_load_a,
 * gen_ncmp, gen_bcmp). An offset has a variable part, in a word of memory, after `vlan` on a live capture and `geneve`.
 *
 * Left out: link types other than Ethernet, raw IP and Linux cooked; radio headers.
 */
import type { HostAnswers } from '../../../linux/resolver/host-answers.ts';
import { and, Block, not, type Statement } from './block.ts';
import type { LinkType } from './frame.ts';
import * as op from './opcode.ts';

/** The message is what tcpdump prints after its name. */
export class FilterError extends Error {}

export interface FilterTarget {
  readonly linkType: LinkType;
  /** Of a device a kernel knows more than the octets; `nothing` is there with `-d` alone. */
  readonly source: 'device' | 'file' | 'nothing';
  readonly snapLength: number;
  /** Addresses of names, as far as they were asked for. */
  readonly hosts: HostAnswers;
}

/** An offset from the packet's beginning: a constant, plus what is in a word of memory. */
export interface Offset {
  constant: number;
  isVariable: boolean;
  register: number | undefined;
}

/** What an offset counts from. */
export type Origin =
  | 'link header'
  | 'link type'
  | 'llc'
  | 'previous label'
  | 'network'
  | 'network without snap'
  | 'ipv4 payload'
  | 'ipv6 payload';

export const descriptions: Readonly<Record<LinkType, string>> = {
  ethernet: 'Ethernet',
  raw: 'Raw IP',
  sll: 'Linux cooked v1',
  sll2: 'Linux cooked v2',
};

const noOffset = 0xffff_ffff;
const layouts: Readonly<Record<LinkType, { type: number; payload: number; withoutSnap: number }>> = {
  ethernet: { type: 12, payload: 14, withoutSnap: 3 },
  raw: { type: noOffset, payload: 0, withoutSnap: 0 },
  sll: { type: 14, payload: 16, withoutSnap: 0 },
  sll2: { type: 0, payload: 20, withoutSnap: 0 },
};

export class Generator {
  readonly target: FilterTarget;
  /** What the headers at hand are: changes to PPP behind `pppoes`, to Ethernet behind `geneve`. */
  linkType: LinkType | 'ppp';
  linkHeader: Offset = offset(0);
  linkTypeField: Offset;
  payload: Offset;
  /** The network header, counted from the link layer's payload. */
  network = 0;
  networkWithoutSnap: number;
  vlanDepth = 0;
  labelDepth = 0;
  isGeneve = false;
  hasVlanOffsets = false;
  canOptimize = true;
  #current = 0;
  readonly #taken = new Set<number>();

  constructor(target: FilterTarget) {
    this.target = target;
    this.linkType = target.linkType;
    const layout = layouts[target.linkType];
    this.linkTypeField = offset(layout.type);
    this.payload = offset(layout.payload);
    this.networkWithoutSnap = layout.withoutSnap;
  }

  get hasLinkType(): boolean {
    return this.linkTypeField.constant !== noOffset;
  }

  takeRegister(): number {
    for (let tries = 0; tries < op.memoryWords; tries++) {
      if (!this.#taken.has(this.#current)) {
        this.#taken.add(this.#current);
        return this.#current;
      }
      this.#current = (this.#current + 1) % op.memoryWords;
    }
    throw new FilterError('too many registers needed to evaluate expression');
  }

  freeRegister(register: number): void {
    this.#taken.delete(register);
  }

  /** The variable part of an offset into X; nothing if it has none. */
  variablePart(of: Offset): Statement[] {
    if (!of.isVariable) return [];
    of.register ??= this.takeRegister();
    return [{ code: op.LDX | op.MEM, k: of.register }];
  }

  #loadFrom(of: Offset, at: number, size: op.Size): Statement[] {
    const part = this.variablePart(of);
    const mode = part.length === 0 ? op.ABS : op.IND;
    return [...part, { code: op.LD | mode | size, k: (of.constant + at) >>> 0 }];
  }

  /** A value of the packet into A. */
  load(origin: Origin, at: number, size: op.Size): Statement[] {
    switch (origin) {
      case 'link header':
        return this.#loadFrom(this.linkHeader, at, size);
      case 'link type':
        return this.#loadFrom(this.linkTypeField, at, size);
      case 'llc':
        return this.#loadFrom(this.payload, at, size);
      case 'previous label':
        return this.#loadFrom(this.payload, this.network - 4 + at, size);
      case 'network':
        return this.#loadFrom(this.payload, this.network + at, size);
      case 'network without snap':
        return this.#loadFrom(this.payload, this.networkWithoutSnap + at, size);
      case 'ipv4 payload':
        return [
          ...this.ipv4HeaderLength(),
          { code: op.LD | op.IND | size, k: (this.payload.constant + this.network + at) >>> 0 },
        ];
      case 'ipv6 payload':
        return this.#loadFrom(this.payload, this.network + 40 + at, size);
    }
  }

  /** The length of the IPv4 header, and the variable part of where it starts, into X. */
  ipv4HeaderLength(): Statement[] {
    const k = this.payload.constant + this.network;
    const part = this.variablePart(this.payload);
    if (part.length === 0) return [{ code: op.LDX | op.MSH | op.B, k }];
    return [
      ...part,
      { code: op.LD | op.IND | op.B, k },
      { code: op.ALU | op.AND | op.K, k: 15 },
      { code: op.ALU | op.LSH | op.K, k: 2 },
      { code: op.ALU | op.ADD | op.X, k: 0 },
      { code: op.MISC | op.TAX, k: 0 },
    ];
  }

  equals(origin: Origin, at: number, size: op.Size, value: number, mask = 0xffff_ffff): Block {
    return this.compare(origin, at, size, op.JEQ, value, mask);
  }

  compare(
    origin: Origin,
    at: number,
    size: op.Size,
    jump: typeof op.JEQ | typeof op.JGT | typeof op.JGE | typeof op.JSET,
    value: number,
    mask = 0xffff_ffff,
  ): Block {
    const statements = this.load(origin, at, size);
    if (mask !== 0xffff_ffff) statements.push({ code: op.ALU | op.AND | op.K, k: mask });
    return new Block(op.JMP | jump | op.K, value >>> 0, statements);
  }

  /** Octets, compared from behind in words as wide as fit. */
  equalsOctets(origin: Origin, at: number, octets: readonly number[]): Block {
    let whole: Block | undefined;
    for (let size = octets.length; size > 0;) {
      const width = size >= 4 ? 4 : size >= 2 ? 2 : 1;
      size -= width;
      const value = octets.slice(size, size + width).reduce((sum, octet) => sum * 256 + octet, 0);
      const part = this.equals(origin, at + size, width === 4 ? op.W : width === 2 ? op.H : op.B, value);
      whole = whole === undefined ? part : and(whole, part);
    }
    return whole ?? this.always(true);
  }

  always(truth: boolean): Block {
    return new Block(op.JMP | op.JEQ | op.K, 0, [{ code: op.LD | op.IMM, k: truth ? 0 : 1 }]);
  }

  /** Not a later fragment of an IPv4 packet. */
  firstFragment(): Block {
    return not(this.compare('network', 6, op.H, op.JSET, 0x1fff));
  }

  description(): string {
    return this.linkType === 'ppp' ? 'PPP' : descriptions[this.linkType];
  }
}

export function offset(constant: number): Offset {
  return { constant, isVariable: false, register: undefined };
}
