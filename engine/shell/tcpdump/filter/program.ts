/**
 * A compiled filter and the three ways `tcpdump -d` shows it (libpcap's bpf_image.c, bpf_dump.c).
 */
import * as op from './opcode.ts';

export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

export type Program = readonly Instruction[];

/** -d, -dd, -ddd */
export function programText(program: Program, form: number): string {
  if (form > 2)
    return [
      String(program.length),
      ...program.map(({ code, jt, jf, k }) => `${String(code)} ${String(jt)} ${String(jf)} ${String(k)}`),
    ]
      .map((line) => `${line}\n`)
      .join('');
  if (form > 1)
    return program
      .map(
        ({ code, jt, jf, k }) =>
          `{ 0x${code.toString(16)}, ${String(jt)}, ${String(jf)}, 0x${k.toString(16).padStart(8, '0')} },\n`,
      )
      .join('');
  return program.map((instruction, at) => `${instructionText(instruction, at)}\n`).join('');
}

const auxiliaryNames: ReadonlyMap<number, string> = new Map([
  [op.auxiliary.packetType, '[type]'],
  [op.auxiliary.interfaceIndex, '[ifidx]'],
  [op.auxiliary.vlanTag, '[vlan_tci]'],
  [op.auxiliary.vlanTagPresent, '[vlanp]'],
]);
const signed = (k: number) => String(k | 0);
const hex = (k: number) => `#0x${k.toString(16)}`;
const sizes: Readonly<Record<number, string>> = { [op.W]: 'ld', [op.H]: 'ldh', [op.B]: 'ldb' };
const arithmetic: Readonly<Record<number, string>> = {
  [op.ADD]: 'add',
  [op.SUB]: 'sub',
  [op.MUL]: 'mul',
  [op.DIV]: 'div',
  [op.OR]: 'or',
  [op.AND]: 'and',
  [op.LSH]: 'lsh',
  [op.RSH]: 'rsh',
  [op.NEG]: 'neg',
  [op.MOD]: 'mod',
  [op.XOR]: 'xor',
};
const jumps: Readonly<Record<number, string>> = {
  [op.JEQ]: 'jeq',
  [op.JGT]: 'jgt',
  [op.JGE]: 'jge',
  [op.JSET]: 'jset',
};
const inHex = new Set<number>([op.OR, op.AND, op.XOR]);

function instructionText({ code, jt, jf, k }: Instruction, at: number): string {
  const [name, operand] = wordsOf(code, k, at);
  const start = `(${String(at).padStart(3, '0')}) ${name.padEnd(8)} `;
  if (op.classOf(code) !== op.JMP || op.operationOf(code) === op.JA) return start + operand;
  return `${start}${operand.padEnd(16)} jt ${String(at + 1 + jt)}\tjf ${String(at + 1 + jf)}`;
}

function wordsOf(code: number, k: number, at: number): readonly [name: string, operand: string] {
  switch (op.classOf(code)) {
    case op.LD:
      return loadWords(code, k);
    case op.LDX:
      if (op.modeOf(code) === op.MSH) return ['ldxb', `4*([${signed(k)}]&0xf)`];
      return ['ldx', op.modeOf(code) === op.MEM ? `M[${signed(k)}]` : hex(k)];
    case op.ST:
      return ['st', `M[${signed(k)}]`];
    case op.STX:
      return ['stx', `M[${signed(k)}]`];
    case op.ALU: {
      const operation = op.operationOf(code);
      const name = arithmetic[operation] ?? 'unimp';
      if (operation === op.NEG) return [name, ''];
      if (op.operandOf(code) === op.X) return [name, 'x'];
      return [name, inHex.has(operation) ? hex(k) : `#${signed(k)}`];
    }
    case op.JMP: {
      const operation = op.operationOf(code);
      if (operation === op.JA) return ['ja', String((at + 1 + k) | 0)];
      return [jumps[operation] ?? 'unimp', op.operandOf(code) === op.X ? 'x' : hex(k)];
    }
    case op.RET:
      return ['ret', `#${signed(k)}`];
    default:
      return [code === (op.MISC | op.TAX) ? 'tax' : 'txa', ''];
  }
}

function loadWords(code: number, k: number): readonly [name: string, operand: string] {
  const name = sizes[op.sizeOf(code)] ?? 'unimp';
  switch (op.modeOf(code)) {
    case op.ABS:
      return [name, auxiliaryNames.get(k) ?? `[${signed(k)}]`];
    case op.IND:
      return [name, `[x + ${signed(k)}]`];
    case op.LEN:
      return [name, '#pktlen'];
    case op.MEM:
      return [name, `M[${signed(k)}]`];
    default:
      return [name, hex(k)];
  }
}
