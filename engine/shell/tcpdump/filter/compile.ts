/**
 * From a filter expression to a program, as pcap_compile() of libpcap 1.10.3 does it.
 */
import { backpatch, Block } from './block.ts';
import { emitProgram } from './emit.ts';
import { startOfProgram } from './encapsulation.ts';
import { FilterError, type FilterTarget, Generator } from './generator.ts';
import * as op from './opcode.ts';
import { optimize } from './optimize.ts';
import { parse } from './parser.ts';
import type { Program } from './program.ts';

export type FilterResult =
  | { readonly kind: 'program'; readonly program: Program }
  /** The message as tcpdump prints it after its name. */
  | { readonly kind: 'error'; readonly message: string };

/** @param optimized without `-O`. @throws UnknownHost */
export function compileFilter(expression: string, target: FilterTarget, optimized = true): FilterResult {
  try {
    const generator = new Generator(target);
    let root = finish(parse(expression, generator), generator);
    if (optimized && generator.canOptimize) {
      root = optimize(root);
      if (root.test.code === (op.RET | op.K) && root.test.k === 0)
        throw new FilterError('expression rejects all packets');
    }
    return { kind: 'program', program: emitProgram(root) };
  } catch (error) {
    if (error instanceof FilterError) return { kind: 'error', message: error.message };
    throw error;
  }
}

function finish(block: Block | undefined, generator: Generator): Block {
  const keep = new Block(op.RET | op.K, generator.target.snapLength);
  if (block === undefined) return keep;
  block.head.statements = [...startOfProgram(generator), ...block.head.statements];
  backpatch(block, keep);
  block.sense = !block.sense;
  backpatch(block, new Block(op.RET | op.K, 0));
  return block.head;
}
