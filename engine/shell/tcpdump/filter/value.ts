/**
 * What a filter's statements compute, by value numbers (libpcap's optimize.c: F, opt_stmt, after Cocke and Schwartz):
 * equal numbers are equal values, so a load of what is there already is dropped, and what is constant is computed.
 */
import type { Statement } from './block.ts';
import { FilterError } from './generator.ts';
import { calculate } from './machine.ts';
import * as op from './opcode.ts';

/** A statement that was removed. */
export const removed = -1;

/** Numbers of what a statement uses or defines: the words of memory, then A and X. */
export const atomA = op.memoryWords;
export const atomX = op.memoryWords + 1;
export const atoms = op.memoryWords + 2;
export const unknown = 0;

export class ValueTable {
  /** Something other than a branch changed: another pass may find more. */
  changed = false;
  #next = unknown;
  readonly #numbers = new Map<string, number>();
  readonly #constants = new Map<number, number>();

  forget(): void {
    this.#next = unknown;
    this.#numbers.clear();
    this.#constants.clear();
  }

  number(code: number, one: number, other = 0): number {
    const key = `${String(code)} ${String(one)} ${String(other)}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const value = ++this.#next;
    this.#numbers.set(key, value);
    if (code === (op.LD | op.IMM)) this.#constants.set(value, one);
    return value;
  }

  constant(k: number): number {
    return this.number(op.LD | op.IMM, k);
  }

  constantOf(value: number): number | undefined {
    return this.#constants.get(value);
  }

  /** Follow one statement. With `alter` it may be simplified. */
  follow(statement: Statement, values: number[], alter: boolean): void {
    if (statement.code === removed) return;
    switch (op.classOf(statement.code)) {
      case op.LD:
        this.#load(statement, values, alter);
        return;
      case op.LDX:
        this.#loadIndex(statement, values, alter);
        return;
      case op.ST:
        store(statement, values, statement.k, values[atomA] ?? unknown, alter);
        return;
      case op.STX:
        store(statement, values, statement.k, values[atomX] ?? unknown, alter);
        return;
      case op.ALU:
        if (op.operationOf(statement.code) === op.NEG) this.#negate(statement, values, alter);
        else if (op.operandOf(statement.code) === op.X) this.#calculateWithX(statement, values, alter);
        else this.#calculateWithConstant(statement, values, alter);
        return;
      case op.MISC:
        if (statement.code === (op.MISC | op.TAX))
          store(statement, values, atomX, values[atomA] ?? unknown, alter);
        else store(statement, values, atomA, values[atomX] ?? unknown, alter);
    }
  }

  #load(statement: Statement, values: number[], alter: boolean): void {
    const { code, k } = statement;
    switch (op.modeOf(code)) {
      case op.IND: {
        const index = values[atomX] ?? unknown;
        const known = this.constantOf(index);
        if (alter && known !== undefined) {
          statement.code = op.LD | op.ABS | op.sizeOf(code);
          statement.k = (k + known) >>> 0;
          this.changed = true;
          store(statement, values, atomA, this.number(statement.code, statement.k), alter);
        } else store(statement, values, atomA, this.number(code, k, index), alter);
        return;
      }
      case op.MEM: {
        const value = values[k] ?? unknown;
        const known = this.constantOf(value);
        if (alter && known !== undefined) {
          statement.code = op.LD | op.IMM;
          statement.k = known;
          this.changed = true;
        }
        store(statement, values, atomA, value, alter);
        return;
      }
      case op.LEN:
        store(statement, values, atomA, this.number(code, 0), alter);
        return;
      default:
        store(statement, values, atomA, this.number(code, k), alter);
    }
  }

  #loadIndex(statement: Statement, values: number[], alter: boolean): void {
    const { code, k } = statement;
    if (op.modeOf(code) === op.MEM) {
      const value = values[k] ?? unknown;
      const known = this.constantOf(value);
      if (alter && known !== undefined) {
        statement.code = op.LDX | op.IMM;
        statement.k = known;
        this.changed = true;
      }
      store(statement, values, atomX, value, alter);
      return;
    }
    const value = op.modeOf(code) === op.IMM ? this.constant(k) : this.number(code, k);
    store(statement, values, atomX, value, alter);
  }

  #negate(statement: Statement, values: number[], alter: boolean): void {
    const value = values[atomA] ?? unknown;
    const known = this.constantOf(value);
    if (alter && known !== undefined) {
      statement.code = op.LD | op.IMM;
      statement.k = -known >>> 0;
      values[atomA] = this.constant(statement.k);
    } else values[atomA] = this.number(statement.code, value);
  }

  #calculateWithConstant(statement: Statement, values: number[], alter: boolean): void {
    const operation = op.operationOf(statement.code);
    const value = values[atomA] ?? unknown;
    if (alter) {
      if (statement.k === 0) {
        // `sub #0` stays: a comparison may still be merged with it.
        if ([op.ADD, op.LSH, op.RSH, op.OR, op.XOR].some((same) => same === operation)) {
          statement.code = removed;
          return;
        }
        if (operation === op.MUL || operation === op.AND) {
          statement.code = op.LD | op.IMM;
          values[atomA] = this.constant(0);
          return;
        }
        if (operation === op.DIV) throw new FilterError('division by zero');
        if (operation === op.MOD) throw new FilterError('modulus by zero');
      }
      if (this.#fold(statement, value, statement.k)) {
        values[atomA] = this.constant(statement.k);
        return;
      }
    }
    values[atomA] = this.number(statement.code, value, this.constant(statement.k));
  }

  #calculateWithX(statement: Statement, values: number[], alter: boolean): void {
    const operation = op.operationOf(statement.code);
    const value = values[atomA] ?? unknown;
    const index = values[atomX] ?? unknown;
    const known = this.constantOf(index);
    if (alter && known !== undefined) {
      if (this.#fold(statement, value, known)) {
        values[atomA] = this.constant(statement.k);
        return;
      }
      statement.code = op.ALU | op.K | operation;
      statement.k = known;
      if ((operation === op.LSH || operation === op.RSH) && known > 31)
        throw new FilterError('shift by more than 31 bits');
      this.changed = true;
      values[atomA] = this.number(statement.code, value, this.constant(known));
      return;
    }
    if (alter && this.constantOf(value) === 0) {
      if (operation === op.ADD || operation === op.OR || operation === op.XOR) {
        statement.code = op.MISC | op.TXA;
        store(statement, values, atomA, index, alter);
        return;
      }
      if (operation !== op.SUB) {
        statement.code = op.LD | op.IMM;
        statement.k = 0;
        store(statement, values, atomA, this.constant(0), alter);
        return;
      }
    }
    values[atomA] = this.number(statement.code, value, index);
  }

  /** Compute now what is known. */
  #fold(statement: Statement, value: number, other: number): boolean {
    const one = this.constantOf(value);
    if (one === undefined) return false;
    const operation = op.operationOf(statement.code);
    if (other === 0 && operation === op.DIV) throw new FilterError('division by zero');
    if (other === 0 && operation === op.MOD) throw new FilterError('modulus by zero');
    statement.k = calculate(operation, one, other);
    statement.code = op.LD | op.IMM;
    this.changed = true;
    return true;
  }
}

/** A value that is there already need not be stored again. */
function store(statement: Statement, values: number[], atom: number, value: number, alter: boolean): void {
  if (alter && value !== unknown && values[atom] === value) statement.code = removed;
  else values[atom] = value;
}

/** What a statement reads. */
export function usedBy({ code, k }: Statement): readonly number[] {
  if (code === removed) return [];
  switch (op.classOf(code)) {
    case op.LD:
    case op.LDX:
      if (op.modeOf(code) === op.IND) return [atomX];
      return op.modeOf(code) === op.MEM ? [k] : [];
    case op.ST:
      return [atomA];
    case op.STX:
      return [atomX];
    case op.JMP:
    case op.ALU:
      return op.operandOf(code) === op.X ? [atomX, atomA] : [atomA];
    case op.MISC:
      return [code === (op.MISC | op.TXA) ? atomX : atomA];
    default:
      return [];
  }
}

/** What a statement writes. */
export function definedBy({ code, k }: Statement): number | undefined {
  if (code === removed) return undefined;
  switch (op.classOf(code)) {
    case op.LD:
    case op.ALU:
      return atomA;
    case op.LDX:
      return atomX;
    case op.ST:
    case op.STX:
      return k;
    case op.MISC:
      return code === (op.MISC | op.TAX) ? atomX : atomA;
    default:
      return undefined;
  }
}
