/**
 * The machine that runs a filter on a packet (bpf_filter.c, the kernel's ___bpf_prog_run for classic programs): an
 * accumulator, an index register, sixteen words of memory. A load behind the packet's last octet ends the program and
 * rejects the packet.
 *
 * A tag of a VLAN the device took off a frame is not modelled: frames come with all their octets.
 */
import type { CapturedFrame } from './frame.ts';
import * as op from './opcode.ts';
import type { Program } from './program.ts';

const scratch = new Uint32Array(op.memoryWords);

/** @returns how many octets to keep; 0 rejects the packet */
export function runProgram(program: Program, frame: CapturedFrame): number {
  const { bytes } = frame;
  let accumulator = 0;
  let index = 0;
  for (let counter = 0; ; counter++) {
    const instruction = program[counter];
    if (instruction === undefined) return 0;
    const { code, k } = instruction;
    const operand = op.operandOf(code) === op.X ? index : k;
    switch (op.classOf(code)) {
      case op.RET:
        return k;
      case op.LD:
      case op.LDX: {
        const value = loaded(frame, bytes, code, k, index);
        if (value < 0) return 0;
        if (op.classOf(code) === op.LD) accumulator = value;
        else index = value;
        break;
      }
      case op.ST:
        scratch[k] = accumulator;
        break;
      case op.STX:
        scratch[k] = index;
        break;
      case op.ALU: {
        const operation = op.operationOf(code);
        if (operand === 0 && (operation === op.DIV || operation === op.MOD)) return 0;
        accumulator = calculate(operation, accumulator, operand);
        break;
      }
      case op.JMP:
        if (op.operationOf(code) === op.JA) counter += k | 0;
        else counter += holds(op.operationOf(code), accumulator, operand) ? instruction.jt : instruction.jf;
        break;
      default:
        if (code === (op.MISC | op.TAX)) index = accumulator;
        else accumulator = index;
    }
  }
}

/** @returns -1 behind the end */
function loaded(frame: CapturedFrame, bytes: Uint8Array, code: number, k: number, index: number): number {
  switch (op.modeOf(code)) {
    case op.IMM:
      return k;
    case op.LEN:
      return frame.length;
    case op.MEM:
      return scratch[k] ?? 0;
    case op.MSH: {
      const octet = bytes[k];
      return octet === undefined ? -1 : (octet & 15) * 4;
    }
    case op.ABS:
      return k >= 0xffff_f000 ? known(frame, k) : octets(bytes, k, op.sizeOf(code));
    default:
      return octets(bytes, (k + index) >>> 0, op.sizeOf(code));
  }
}

function octets(bytes: Uint8Array, at: number, size: number): number {
  const length = size === op.W ? 4 : size === op.H ? 2 : 1;
  if (at + length > bytes.length) return -1;
  let value = 0;
  for (let place = at; place < at + length; place++) value = value * 256 + (bytes[place] ?? 0);
  return value;
}

const packetOutgoing = 4;

function known(frame: CapturedFrame, offset: number): number {
  switch (offset) {
    case op.auxiliary.packetType:
      return frame.outgoing ? packetOutgoing : 0;
    case op.auxiliary.interfaceIndex:
      return frame.interfaceIndex;
    case op.auxiliary.vlanTag:
    case op.auxiliary.vlanTagPresent:
      return 0;
    default:
      return -1;
  }
}

/** All in 32 bits without sign. */
export function calculate(operation: number, one: number, other: number): number {
  switch (operation) {
    case op.ADD:
      return (one + other) >>> 0;
    case op.SUB:
      return (one - other) >>> 0;
    case op.MUL:
      return Math.imul(one, other) >>> 0;
    case op.DIV:
      return Math.floor(one / other);
    case op.MOD:
      return one % other;
    case op.AND:
      return (one & other) >>> 0;
    case op.OR:
      return (one | other) >>> 0;
    case op.XOR:
      return (one ^ other) >>> 0;
    case op.LSH:
      return other > 31 ? 0 : (one << other) >>> 0;
    case op.RSH:
      return other > 31 ? 0 : one >>> other;
    default:
      return -one >>> 0;
  }
}

export function holds(operation: number, one: number, other: number): boolean {
  switch (operation) {
    case op.JEQ:
      return one === other;
    case op.JGT:
      return one > other;
    case op.JGE:
      return one >= other;
    default:
      return (one & other) !== 0;
  }
}
