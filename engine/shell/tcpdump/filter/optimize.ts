/**
 * libpcap's optimizer (optimize.c: bpf_optimize): first branches are sent past tests whose outcome is known from tests
 * before them and equal tests are pulled together, then statements are simplified too, each until nothing changes;
 * last, equal blocks become one.
 */
import type { Block, Edge } from './block.ts';
import { contains, FlowGraph } from './flow-graph.ts';
import * as op from './opcode.ts';
import { removeDeadStores, simplifyBlock } from './peephole.ts';
import { atomA, atoms, atomX, removed, unknown, ValueTable } from './value.ts';

/** Passes that only move branches: after so many in a row they are going round in circles. */
const mostMoves = 100;

/** @returns the root, which may be another block than before */
export function optimize(root: Block): Block {
  const graph = new FlowGraph(root);
  const optimizer = new Optimizer(graph);
  optimizer.repeat(false);
  optimizer.repeat(true);
  shareEqualBlocks(graph);
  shortenRoot(graph);
  return graph.root;
}

class Optimizer {
  readonly #graph: FlowGraph;
  readonly #table = new ValueTable();
  /** A branch or a block was moved. */
  #moved = false;

  constructor(graph: FlowGraph) {
    this.#graph = graph;
  }

  repeat(alter: boolean): void {
    const graph = this.#graph;
    for (let moves = 0; moves < mostMoves;) {
      this.#begin();
      graph.findLevels();
      graph.findDominators();
      graph.findUses();
      graph.findEdgeDominators();
      this.#pass(alter);
      const { changed } = this.#table;
      if (!this.#moved && !changed) return;
      moves = changed ? 0 : moves + 1;
    }
  }

  #begin(): void {
    this.#moved = false;
    this.#table.changed = false;
  }

  #pass(alter: boolean): void {
    const graph = this.#graph;
    this.#table.forget();
    graph.findInEdges();
    for (const block of graph.downward()) this.#block(block, alter);
    if (alter) return;
    for (const block of graph.upward()) {
      this.#shorten(block.whenTrue);
      this.#shorten(block.whenFalse);
    }
    graph.findInEdges();
    for (const block of graph.upward()) {
      this.#pullUp(block, true);
      this.#pullUp(block, false);
    }
  }

  #block(block: Block, alter: boolean): void {
    const [first, ...others] = block.inEdges;
    const values =
      first === undefined ? new Array<number>(atoms).fill(unknown) : [...first.predecessor.values];
    for (const { predecessor } of others)
      for (let atom = 0; atom < atoms; atom++)
        if (values[atom] !== predecessor.values[atom]) values[atom] = unknown;
    const beforeA = values[atomA] ?? unknown;
    const beforeX = values[atomX] ?? unknown;
    block.values = values;
    for (const statement of block.statements) this.#table.follow(statement, values, alter);
    const isReturn = op.classOf(block.test.code) === op.RET;
    const isIdle =
      block.usedAfter === 0 &&
      beforeA !== unknown &&
      values[atomA] === beforeA &&
      beforeX !== unknown &&
      values[atomX] === beforeX;
    if (alter && (isReturn || isIdle)) {
      if (block.statements.length > 0) {
        block.statements = [];
        this.#table.changed = true;
      }
    } else {
      simplifyBlock(this.#table, block);
      removeDeadStores(this.#table, block);
    }
    block.operandValue =
      op.operandOf(block.test.code) === op.K
        ? this.#table.constant(block.test.k)
        : (values[atomX] ?? unknown);
    block.whenTrue.code = block.test.code;
    block.whenFalse.code = -block.test.code;
  }

  /** Send an edge past blocks that cannot change where it ends. */
  #shorten(edge: Edge): void {
    const start = edge.successor;
    if (start?.whenTrue.successor === undefined) return;
    const common = start.whenTrue.successor;
    if (common === start.whenFalse.successor && !conflicts(edge.predecessor, common)) {
      this.#table.changed = true;
      edge.successor = common;
    }
    for (let searching = true; searching;) {
      searching = false;
      for (const dominator of this.#graph.edges) {
        if (!contains(edge.dominators, dominator.id)) continue;
        const target = edge.successor === undefined ? undefined : implied(edge.successor, dominator);
        if (target === undefined || conflicts(edge.predecessor, target)) continue;
        this.#moved = true;
        edge.successor = target;
        if (target.whenTrue.successor === undefined) return;
        searching = true;
        break;
      }
    }
  }

  /**
   * In a chain of `or` (or of `and`) tests, put one on the same value as those before it next to them.
   */
  #pullUp(block: Block, isOr: boolean): void {
    const along = (of: Block) => (isOr ? of.whenFalse : of.whenTrue);
    const out = (of: Block) => (isOr ? of.whenTrue : of.whenFalse);
    const [first] = block.inEdges;
    if (first === undefined) return;
    const value = first.predecessor.values[atomA];
    if (block.inEdges.some(({ predecessor }) => predecessor.values[atomA] !== value)) return;
    const goesOut = out(block).successor;
    const inChain = (of: Block | undefined): of is Block =>
      of !== undefined && out(of).successor === goesOut && contains(of.dominators, block.id);

    const { predecessor } = first;
    let different = predecessor.whenTrue.successor === block ? predecessor.whenTrue : predecessor.whenFalse;
    let atTop = true;
    for (;;) {
      const next = different.successor;
      if (!inChain(next)) return;
      if (next.values[atomA] !== value) break;
      different = along(next);
      atTop = false;
    }
    const other = different.successor;
    if (other === undefined) return;
    let same = along(other);
    for (;;) {
      const next = same.successor;
      if (!inChain(next)) return;
      if (next.values[atomA] === value) break;
      same = along(next);
    }
    const pulled = same.successor;
    if (pulled === undefined) return;
    same.successor = along(pulled).successor;
    along(pulled).successor = other;
    if (atTop)
      for (const { predecessor: before } of block.inEdges) {
        if (before.whenTrue.successor === block) before.whenTrue.successor = pulled;
        else before.whenFalse.successor = pulled;
      }
    else different.successor = pulled;
    this.#moved = true;
    this.#graph.findDominators();
  }
}

/** Would a register that is used later have another value on the shorter way? */
function conflicts(block: Block, successor: Block): boolean {
  for (let atom = 0; atom < atoms; atom++)
    if ((successor.usedAfter & (1 << atom)) !== 0 && block.values[atom] !== successor.values[atom])
      return true;
  return false;
}

/** Where `block` must go when `edge` was passed before. */
function implied(block: Block, edge: Edge): Block | undefined {
  const isTrue = edge.code >= 0;
  const code = Math.abs(edge.code);
  if (block.test.code !== code || block.values[atomA] !== edge.predecessor.values[atomA]) return undefined;
  if (block.operandValue === edge.predecessor.operandValue)
    return (isTrue ? block.whenTrue : block.whenFalse).successor;
  // It was equal to one constant, so it is not equal to another.
  return isTrue && code === (op.JMP | op.JEQ | op.K) ? block.whenFalse.successor : undefined;
}

function shareEqualBlocks(graph: FlowGraph): void {
  const { blocks } = graph;
  for (let shared = true; shared;) {
    shared = false;
    for (const block of blocks) block.replacement = undefined;
    const reachable = graph.reachable();
    for (let at = blocks.length - 2; at >= 0; at--) {
      const block = blocks[at];
      if (block === undefined || !reachable.has(block)) continue;
      const equal = blocks.slice(at + 1).find((other) => reachable.has(other) && isEqual(block, other));
      if (equal !== undefined) block.replacement = equal.replacement ?? equal;
    }
    for (const edge of graph.edges) {
      const replacement = edge.successor?.replacement;
      if (replacement === undefined) continue;
      edge.successor = replacement;
      shared = true;
    }
  }
}

function isEqual(one: Block, other: Block): boolean {
  if (one.test.code !== other.test.code || one.test.k !== other.test.k) return false;
  if (one.whenTrue.successor !== other.whenTrue.successor) return false;
  if (one.whenFalse.successor !== other.whenFalse.successor) return false;
  const left = one.statements.filter(({ code }) => code !== removed);
  const right = other.statements.filter(({ code }) => code !== removed);
  return (
    left.length === right.length &&
    left.every(({ code, k }, at) => right[at]?.code === code && right[at].k === k)
  );
}

function shortenRoot(graph: FlowGraph): void {
  const { statements } = graph.root;
  graph.root.statements = [];
  for (;;) {
    const next = graph.root.whenTrue.successor;
    const isIdle = op.classOf(graph.root.test.code) === op.JMP && next === graph.root.whenFalse.successor;
    if (!isIdle || next === undefined) break;
    graph.root = next;
  }
  const isReturn = op.classOf(graph.root.test.code) === op.RET;
  graph.root.statements = isReturn ? [] : [...statements, ...graph.root.statements];
}
