/**
 * The instruction set of the classic Berkeley Packet Filter (McCanne and Jacobson 1993; linux/filter.h): the parts an
 * operation code is put together from, and where the Linux kernel keeps what it knows beside a packet's octets
 * (SKF_AD_*). Left out: the extended instructions of eBPF.
 */
export const LD = 0x00;
export const LDX = 0x01;
export const ST = 0x02;
export const STX = 0x03;
export const ALU = 0x04;
export const JMP = 0x05;
export const RET = 0x06;
export const MISC = 0x07;

/** Sizes of a load. */
export const W = 0x00;
export const H = 0x08;
export const B = 0x10;
export type Size = typeof W | typeof H | typeof B;

/** Where a load comes from. */
export const IMM = 0x00;
export const ABS = 0x20;
export const IND = 0x40;
export const MEM = 0x60;
export const LEN = 0x80;
export const MSH = 0xa0;

export const ADD = 0x00;
export const SUB = 0x10;
export const MUL = 0x20;
export const DIV = 0x30;
export const OR = 0x40;
export const AND = 0x50;
export const LSH = 0x60;
export const RSH = 0x70;
export const NEG = 0x80;
export const MOD = 0x90;
export const XOR = 0xa0;

export const JA = 0x00;
export const JEQ = 0x10;
export const JGT = 0x20;
export const JGE = 0x30;
export const JSET = 0x40;

/** The operand: the constant of the instruction, or the index register. */
export const K = 0x00;
export const X = 0x08;
export const TAX = 0x00;
export const TXA = 0x80;

export const classOf = (code: number) => code & 0x07;
export const sizeOf = (code: number) => code & 0x18;
export const modeOf = (code: number) => code & 0xe0;
export const operationOf = (code: number) => code & 0xf0;
export const operandOf = (code: number) => code & 0x08;

/** Words of scratch memory, `M[0]` to `M[15]`. */
export const memoryWords = 16;

/** Offsets a kernel answers from what it knows about a packet. */
export const auxiliary = {
  packetType: 0xffff_f004,
  interfaceIndex: 0xffff_f008,
  vlanTag: 0xffff_f02c,
  vlanTagPresent: 0xffff_f030,
} as const;
