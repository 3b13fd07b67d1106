/**
 * Expressions over octets: `tcp[13] & 7`, `len`, numbers (gencode.c: gen_load, gen_arth, gen_relation). Each value is
 * computed into a word of memory; the optimizer takes most of that away again. A load carries the test that its
 * protocol is there.
 */
import { and, Block, not, type Statement } from './block.ts';
import { FilterError, type Generator } from './generator.ts';
import { linkTypeIs } from './link-layer.ts';
import * as op from './opcode.ts';
import { protocolTest } from './protocol.ts';

export interface Arithmetic {
  readonly statements: Statement[];
  register: number;
  /** What must hold for the loads to make sense. */
  guard: Block | undefined;
}

export function constant(generator: Generator, value: number): Arithmetic {
  const register = generator.takeRegister();
  const statements = [
    { code: op.LD | op.IMM, k: value },
    { code: op.ST, k: register },
  ];
  return { statements, register, guard: undefined };
}

export function packetLength(generator: Generator): Arithmetic {
  const register = generator.takeRegister();
  const statements = [
    { code: op.LD | op.LEN, k: 0 },
    { code: op.ST, k: register },
  ];
  return { statements, register, guard: undefined };
}

const toX = (of: Arithmetic): Statement => ({ code: op.LDX | op.MEM, k: of.register });
const toA = (of: Arithmetic): Statement => ({ code: op.LD | op.MEM, k: of.register });

export function negative(of: Arithmetic): Arithmetic {
  of.statements.push(toA(of), { code: op.ALU | op.NEG, k: 0 }, { code: op.ST, k: of.register });
  return of;
}

const operations: Readonly<Record<string, number>> = {
  '+': op.ADD,
  '-': op.SUB,
  '*': op.MUL,
  '/': op.DIV,
  '%': op.MOD,
  '&': op.AND,
  '|': op.OR,
  '^': op.XOR,
  '<<': op.LSH,
  '>>': op.RSH,
};

export function combine(
  generator: Generator,
  operator: string,
  one: Arithmetic,
  other: Arithmetic,
): Arithmetic {
  const code = operations[operator] ?? op.ADD;
  const first = other.statements[0];
  if (first?.code === (op.LD | op.IMM)) {
    if (code === op.DIV && first.k === 0) throw new FilterError('division by zero');
    if (code === op.MOD && first.k === 0) throw new FilterError('modulus by zero');
    if ((code === op.LSH || code === op.RSH) && first.k > 31)
      throw new FilterError('shift by more than 31 bits');
  }
  one.statements.push(...other.statements, toX(other), toA(one), { code: op.ALU | op.X | code, k: 0 });
  generator.freeRegister(one.register);
  generator.freeRegister(other.register);
  one.register = generator.takeRegister();
  one.statements.push({ code: op.ST, k: one.register });
  return one;
}

const sizes: Readonly<Record<number, op.Size>> = { 1: op.B, 2: op.H, 4: op.W };
const networkProtocols = new Set([
  'ip',
  'arp',
  'rarp',
  'atalk',
  'decnet',
  'sca',
  'lat',
  'moprc',
  'mopdl',
  'ip6',
]);
const overIpv4 = new Set(['sctp', 'tcp', 'udp', 'icmp', 'igmp', 'igrp', 'pim', 'vrrp', 'carp']);

/** `protocol[index:octets]` */
export function loadAt(
  generator: Generator,
  protocol: string,
  index: Arithmetic,
  octets: number,
): Arithmetic {
  const register = generator.takeRegister();
  generator.freeRegister(index.register);
  const size = sizes[octets];
  if (size === undefined) throw new FilterError('data size must be 1, 2, or 4');
  const load = (part: Statement[], k: number) => {
    if (part.length === 0) index.statements.push(toX(index));
    else
      index.statements.push(
        ...part,
        toA(index),
        { code: op.ALU | op.ADD | op.X, k: 0 },
        { code: op.MISC | op.TAX, k: 0 },
      );
    index.statements.push({ code: op.LD | op.IND | size, k });
  };
  const guarded = (guard: Block) =>
    (index.guard = index.guard === undefined ? guard : and(index.guard, guard));
  const { payload, linkHeader } = generator;
  if (protocol === 'link') load(generator.variablePart(linkHeader), linkHeader.constant);
  else if (networkProtocols.has(protocol)) {
    load(generator.variablePart(payload), payload.constant + generator.network);
    guarded(protocolTest(generator, protocol));
  } else if (overIpv4.has(protocol)) {
    load(generator.ipv4HeaderLength(), payload.constant + generator.network);
    const isProtocol = protocolTest(generator, protocol);
    const isThere = guarded(and(isProtocol, generator.firstFragment()));
    index.guard = and(linkTypeIs(generator, 0x0800), isThere);
  } else if (protocol === 'icmp6') {
    guarded(linkTypeIs(generator, 0x86dd));
    guarded(generator.equals('network', 6, op.B, 58));
    load(generator.variablePart(payload), payload.constant + generator.network + 40);
  } else if (protocol === 'radio') throw new FilterError('radio information not present in capture');
  else throw new FilterError('unsupported index operation');
  index.register = register;
  index.statements.push({ code: op.ST, k: register });
  return index;
}

const comparisons: Readonly<Record<string, readonly [jump: number, reversed: boolean]>> = {
  '>': [op.JGT, false],
  '>=': [op.JGE, false],
  '=': [op.JEQ, false],
  '<=': [op.JGT, true],
  '<': [op.JGE, true],
  '!=': [op.JEQ, true],
};

export function relation(generator: Generator, operator: string, one: Arithmetic, other: Arithmetic): Block {
  const [jump, reversed] = comparisons[operator] ?? [op.JEQ, false];
  const statements = [...one.statements, ...other.statements, toX(other), toA(one)];
  if (jump === op.JEQ) statements.push({ code: op.ALU | op.SUB | op.X, k: 0 });
  const block = new Block(op.JMP | jump | (jump === op.JEQ ? op.K : op.X), 0, statements);
  if (reversed) not(block);
  generator.freeRegister(one.register);
  generator.freeRegister(other.register);
  const guard = one.guard && other.guard ? and(one.guard, other.guard) : (one.guard ?? other.guard);
  return guard === undefined ? block : and(guard, block);
}

/** `less 60` is at most 60, `greater 60` at least. */
export function compareLength(word: 'less' | 'greater', length: number): Block {
  const load = { code: op.LD | op.LEN, k: 0 };
  if (word === 'greater') return new Block(op.JMP | op.JGE | op.K, length, [load]);
  return not(new Block(op.JMP | op.JGT | op.K, length, [load]));
}
