/**
 * Simplifications inside one block (libpcap's optimize.c: opt_peep, opt_deadstores): short sequences that have a shorter
 * form, a test whose outcome is known, and statements whose result nobody uses.
 */
import type { Block, Statement } from './block.ts';
import { holds } from './machine.ts';
import * as op from './opcode.ts';
import { atomA, atoms, atomX, definedBy, removed, unknown, usedBy, type ValueTable } from './value.ts';

const isUsedAfter = (block: Block, atom: number) => (block.usedAfter & (1 << atom)) !== 0;

export function simplifyBlock(table: ValueTable, block: Block): void {
  const last = simplifySequences(table, block);
  // A block without statements was left alone altogether.
  if (last === undefined) return;
  simplifyTest(table, block, last);
  decideTest(table, block);
}

/** @returns the last statement there is */
function simplifySequences(table: ValueTable, block: Block): Statement | undefined {
  const { statements } = block;
  const after = (at: number) => {
    for (let next = at; next < statements.length; next++) if (statements[next]?.code !== removed) return next;
    return statements.length;
  };
  let last = statements[0];
  let at = after(0);
  for (;;) {
    const statement = statements[at];
    const following = after(at + 1);
    const next = statements[following];
    if (statement === undefined || next === undefined) return last;
    last = next;
    if (statement.code === op.ST && next.code === (op.LDX | op.MEM) && statement.k === next.k) {
      next.code = op.MISC | op.TAX;
      table.changed = true;
    }
    if (statement.code === (op.LD | op.IMM) && next.code === (op.MISC | op.TAX)) {
      statement.code = op.LDX | op.IMM;
      next.code = op.MISC | op.TXA;
      table.changed = true;
    }
    if (statement.code === (op.LD | op.IMM) && !isUsedAfter(block, atomX)) {
      // `tcp[13]`: the constant goes into the load's offset.
      const addAt = next.code === (op.LDX | op.MSH | op.B) ? after(following + 1) : following;
      const add = statements[addAt];
      const taxAt = after(addAt + 1);
      const tax = statements[taxAt];
      const load = statements[after(taxAt + 1)];
      if (
        add?.code === (op.ALU | op.ADD | op.X) &&
        tax?.code === (op.MISC | op.TAX) &&
        load !== undefined &&
        op.classOf(load.code) === op.LD &&
        op.modeOf(load.code) === op.IND
      ) {
        load.k = (load.k + statement.k) >>> 0;
        statement.code = removed;
        add.code = removed;
        tax.code = removed;
        table.changed = true;
      }
    }
    at = following;
  }
}

/** A calculation right before a comparison with a constant, when nobody else wants its result. */
function simplifyTest(table: ValueTable, block: Block, last: Statement): void {
  const { test } = block;
  if (test.code !== (op.JMP | op.JEQ | op.K) || isUsedAfter(block, atomA)) return;
  if (last.code === (op.ALU | op.SUB | op.X)) {
    const known = table.constantOf(block.values[atomX] ?? unknown);
    if (known !== undefined) test.k = (test.k + known) >>> 0;
    else if (test.k === 0) test.code = op.JMP | op.JEQ | op.X;
    else return;
  } else if (last.code === (op.ALU | op.SUB | op.K)) test.k = (test.k + last.k) >>> 0;
  else if (last.code === (op.ALU | op.AND | op.K) && test.k === 0) {
    test.k = last.k;
    test.code = op.JMP | op.JSET | op.K;
    const { successor } = block.whenTrue;
    block.whenTrue.successor = block.whenFalse.successor;
    block.whenFalse.successor = successor;
  } else return;
  last.code = removed;
  table.changed = true;
}

function decideTest(table: ValueTable, block: Block): void {
  const { test, whenTrue, whenFalse } = block;
  if (test.code === (op.JMP | op.JSET | op.K)) {
    if (test.k === 0) whenTrue.successor = whenFalse.successor;
    if (test.k === 0xffff_ffff) whenFalse.successor = whenTrue.successor;
  }
  const index = table.constantOf(block.values[atomX] ?? unknown);
  if (index !== undefined && op.operandOf(test.code) === op.X) {
    test.code &= ~op.X;
    test.k = index;
  }
  const value = table.constantOf(block.values[atomA] ?? unknown);
  if (value === undefined || op.operandOf(test.code) !== op.K) return;
  if (whenTrue.successor !== whenFalse.successor) table.changed = true;
  if (holds(op.operationOf(test.code), value, test.k)) whenFalse.successor = whenTrue.successor;
  else whenTrue.successor = whenFalse.successor;
}

export function removeDeadStores(table: ValueTable, block: Block): void {
  const last: (Statement | undefined)[] = [];
  for (const statement of [...block.statements, block.test]) {
    for (const atom of usedBy(statement)) last[atom] = undefined;
    const atom = definedBy(statement);
    if (atom === undefined) continue;
    const before = last[atom];
    if (before !== undefined) {
      before.code = removed;
      table.changed = true;
    }
    last[atom] = statement;
  }
  for (let atom = 0; atom < atoms; atom++) {
    const statement = last[atom];
    if (statement === undefined || isUsedAfter(block, atom)) continue;
    statement.code = removed;
    block.values[atom] = unknown;
    table.changed = true;
  }
}
