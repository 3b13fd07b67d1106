/**
 * The flow graph as a program (libpcap's optimize.c: icode_to_fcode): blocks from the end, the false branch before the
 * true one; a branch too far for its octet gets a long jump behind its test.
 */
import type { Block, Statement } from './block.ts';
import { FilterError } from './generator.ts';
import * as op from './opcode.ts';
import type { Instruction, Program } from './program.ts';
import { removed } from './value.ts';

const farthest = 255;

export function emitProgram(root: Block): Program {
  for (;;) {
    const program = layOut(root);
    if (program !== undefined) return program;
  }
}

/** @returns undefined when a branch turned out too long, which is now marked */
function layOut(root: Block): Program | undefined {
  const order: Block[] = [];
  const seen = new Set<Block>();
  const walk = (block: Block | undefined): void => {
    if (block === undefined || seen.has(block)) return;
    seen.add(block);
    walk(block.whenFalse.successor);
    walk(block.whenTrue.successor);
    order.unshift(block);
  };
  walk(root);
  let at = 0;
  for (const block of order) {
    block.offset = at;
    at += lengthOf(block);
  }
  const program: Instruction[] = [];
  for (const block of order.reverse()) if (!emitBlock(program, block)) return undefined;
  return program;
}

const remaining = (block: Block) => block.statements.filter(({ code }) => code !== removed);
const lengthOf = (block: Block) => remaining(block).length + 1 + block.longTrue + block.longFalse;

function emitBlock(program: Instruction[], block: Block): boolean {
  const statements = remaining(block);
  let at = block.offset;
  for (const [index, statement] of statements.entries())
    program[at++] = {
      code: statement.code,
      ...localJump(block, statements, statement, index),
      k: statement.k,
    };
  const { code, k } = block.test;
  const { successor: one } = block.whenTrue;
  const { successor: other } = block.whenFalse;
  if (one === undefined || other === undefined) {
    program[at] = { code, jt: 0, jf: 0, k };
    return true;
  }
  let extra = 0;
  const branch = (successor: Block, field: 'longTrue' | 'longFalse'): number | undefined => {
    const distance = successor.offset - at - 1;
    if (distance <= farthest) return distance;
    if (block[field] === 0) {
      block[field] = 1;
      return undefined;
    }
    const place = extra++;
    program[at + extra] = { code: op.JMP | op.JA, jt: 0, jf: 0, k: distance - extra };
    return place;
  };
  const jt = branch(one, 'longTrue');
  if (jt === undefined) return false;
  const jf = branch(other, 'longFalse');
  if (jf === undefined) return false;
  program[at] = { code, jt, jf, k };
  return true;
}

/** A jump to other statements of its own block, found among as many of them as will be emitted. */
function localJump(
  block: Block,
  statements: readonly Statement[],
  { code, jumpTrue, jumpFalse }: Statement,
  index: number,
): { readonly jt: number; readonly jf: number } {
  const isConditional = op.classOf(code) === op.JMP && op.operationOf(code) !== op.JA;
  if (!isConditional || index === statements.length - 2) return { jt: 0, jf: 0 };
  const to = (target: Statement | undefined) => {
    const place = block.statements.slice(0, statements.length).findIndex((statement) => statement === target);
    if (place < 0)
      throw new FilterError(`no destination found for block-local relative jump: off=${String(index)}`);
    return place - index - 1;
  };
  return { jt: to(jumpTrue), jf: to(jumpFalse) };
}
