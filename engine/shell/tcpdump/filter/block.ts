/**
 * The flow graph a filter is compiled into (gencode.h: struct block, struct edge): a block is some statements and a
 * test that goes one of two ways. While a filter is being read, the branches not yet decided form a list through the
 * blocks themselves (gencode.c: backpatch, merge, gen_and, gen_or, gen_not), and the order of that list shows in the
 * program.
 */
export interface Statement {
  code: number;
  k: number;
  /** Of a jump inside a block: the statements it goes to. */
  jumpTrue?: Statement | undefined;
  jumpFalse?: Statement | undefined;
}

export class Edge {
  successor: Block | undefined;
  readonly predecessor: Block;
  /** Set by the optimizer: number, test (negative: came by its false branch), edges it cannot be reached without. */
  id = 0;
  code = 0;
  dominators = new Uint32Array();

  constructor(predecessor: Block) {
    this.predecessor = predecessor;
  }
}

export class Block {
  statements: Statement[] = [];
  readonly test: Statement;
  readonly whenTrue = new Edge(this);
  readonly whenFalse = new Edge(this);
  head: Block = this;
  /** Which of the two edges is the list of undecided branches: false, the one of truth. */
  sense = false;
  // The optimizer's: see optimize.ts.
  id = 0;
  level = 0;
  mark = 0;
  replacement: Block | undefined;
  inEdges: Edge[] = [];
  dominators = new Uint32Array();
  defined = 0;
  killed = 0;
  used = 0;
  usedAfter = 0;
  values: number[] = [];
  operandValue = 0;
  // Of the program: where the block starts, and whether its branches need a long jump.
  offset = 0;
  longTrue = 0;
  longFalse = 0;

  constructor(code: number, k = 0, statements: Statement[] = []) {
    this.test = { code, k };
    this.statements = statements;
  }
}

const openEdge = (block: Block) => (block.sense ? block.whenFalse : block.whenTrue);

/** Send every undecided branch of `list` to `target`. */
export function backpatch(list: Block, target: Block): void {
  for (let block: Block | undefined = list; block !== undefined;) {
    const edge = openEdge(block);
    block = edge.successor;
    edge.successor = target;
  }
}

function merge(one: Block, other: Block): void {
  let last = one;
  for (let next = openEdge(last).successor; next !== undefined; next = openEdge(last).successor) last = next;
  openEdge(last).successor = other;
}

/** Afterwards `other` is both. */
export function and(one: Block, other: Block): Block {
  backpatch(one, other.head);
  one.sense = !one.sense;
  other.sense = !other.sense;
  merge(other, one);
  other.sense = !other.sense;
  other.head = one.head;
  return other;
}

/** Afterwards `other` is either. */
export function or(one: Block, other: Block): Block {
  one.sense = !one.sense;
  backpatch(one, other.head);
  one.sense = !one.sense;
  merge(other, one);
  other.head = one.head;
  return other;
}

export function not(block: Block): Block {
  block.sense = !block.sense;
  return block;
}
