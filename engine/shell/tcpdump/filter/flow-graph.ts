/**
 * Facts about a filter's flow graph that its optimizer asks for (libpcap's optimize.c: find_levels, find_dom, find_edom,
 * find_ud, find_inedges): how far a block is from the end, what must be passed to reach it, which values it uses. Their
 * order decides which of two equal simplifications comes first, so it is the same here.
 */
import type { Block, Edge } from './block.ts';
import * as op from './opcode.ts';
import { definedBy, removed, usedBy } from './value.ts';

export class FlowGraph {
  root: Block;
  readonly blocks: Block[] = [];
  readonly edges: Edge[] = [];
  /** Blocks by their distance from the end; in a level the one found last comes first. */
  levels: Block[][] = [];
  #mark = 0;

  constructor(root: Block) {
    this.root = root;
    this.#mark++;
    this.#enter(root);
    for (const [id, block] of this.blocks.entries()) {
      block.id = id;
      block.whenTrue.id = id;
      block.whenFalse.id = this.blocks.length + id;
    }
    this.edges = [
      ...this.blocks.map((block) => block.whenTrue),
      ...this.blocks.map((block) => block.whenFalse),
    ];
  }

  #enter(block: Block | undefined): void {
    if (block === undefined || this.blocks.includes(block)) return;
    this.blocks.push(block);
    this.#enter(block.whenTrue.successor);
    this.#enter(block.whenFalse.successor);
  }

  /** Those that can still be reached. */
  reachable(): ReadonlySet<Block> {
    const found = new Set<Block>();
    const walk = (block: Block | undefined): void => {
      if (block === undefined || found.has(block)) return;
      found.add(block);
      walk(block.whenTrue.successor);
      walk(block.whenFalse.successor);
    };
    walk(this.root);
    return found;
  }

  findLevels(): void {
    this.levels = [];
    this.#mark++;
    this.#level(this.root);
    for (const level of this.levels) level.reverse();
  }

  #level(block: Block): void {
    if (block.mark === this.#mark) return;
    block.mark = this.#mark;
    const one = block.whenTrue.successor;
    const other = block.whenFalse.successor;
    if (one === undefined || other === undefined) block.level = 0;
    else {
      this.#level(one);
      this.#level(other);
      block.level = Math.max(one.level, other.level) + 1;
    }
    (this.levels[block.level] ??= []).push(block);
  }

  /** From the root down. */
  *downward(): Iterable<Block> {
    for (let level = this.root.level; level >= 0; level--) yield* this.levels[level] ?? [];
  }

  /** From above the leaves to the root. */
  *upward(): Iterable<Block> {
    for (let level = 1; level <= this.root.level; level++) yield* this.levels[level] ?? [];
  }

  findDominators(): void {
    const words = (this.blocks.length >>> 5) + 1;
    for (const block of this.blocks) block.dominators = new Uint32Array(words).fill(0xffff_ffff);
    this.root.dominators.fill(0);
    for (const block of this.downward()) {
      insert(block.dominators, block.id);
      for (const edge of [block.whenTrue, block.whenFalse])
        if (edge.successor !== undefined) intersect(edge.successor.dominators, block.dominators);
    }
  }

  findEdgeDominators(): void {
    const words = (this.edges.length >>> 5) + 1;
    for (const edge of this.edges) edge.dominators = new Uint32Array(words).fill(0xffff_ffff);
    this.root.whenTrue.dominators.fill(0);
    this.root.whenFalse.dominators.fill(0);
    for (const block of this.downward())
      for (const edge of [block.whenTrue, block.whenFalse]) {
        insert(edge.dominators, edge.id);
        if (edge.successor === undefined) continue;
        intersect(edge.successor.whenTrue.dominators, edge.dominators);
        intersect(edge.successor.whenFalse.dominators, edge.dominators);
      }
  }

  findInEdges(): void {
    for (const block of this.blocks) block.inEdges = [];
    for (const block of this.downward())
      for (const edge of [block.whenTrue, block.whenFalse]) edge.successor?.inEdges.unshift(edge);
  }

  findUses(): void {
    for (const block of this.downward()) {
      findLocalUses(block);
      block.usedAfter = 0;
    }
    for (const block of this.upward()) {
      block.usedAfter |= (block.whenTrue.successor?.used ?? 0) | (block.whenFalse.successor?.used ?? 0);
      block.used |= block.usedAfter & ~block.killed;
    }
  }
}

function findLocalUses(block: Block): void {
  block.used = 0;
  block.defined = 0;
  block.killed = 0;
  const isTest = op.classOf(block.test.code) === op.JMP;
  for (const statement of isTest ? [...block.statements, block.test] : block.statements) {
    if (statement.code === removed) continue;
    for (const atom of usedBy(statement)) if ((block.defined & (1 << atom)) === 0) block.used |= 1 << atom;
    const atom = definedBy(statement);
    if (atom === undefined) continue;
    if ((block.used & (1 << atom)) === 0) block.killed |= 1 << atom;
    block.defined |= 1 << atom;
  }
}

export function contains(set: Uint32Array, member: number): boolean {
  return ((set[member >>> 5] ?? 0) & (1 << (member & 31))) !== 0;
}

function insert(set: Uint32Array, member: number): void {
  set[member >>> 5] = (set[member >>> 5] ?? 0) | (1 << (member & 31));
}

function intersect(set: Uint32Array, other: Uint32Array): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) & (other[word] ?? 0);
}
