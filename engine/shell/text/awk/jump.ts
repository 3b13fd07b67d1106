/**
 * A statement that leaves its place: break, continue, next, nextfile, exit, return; thrown, and caught where it leads.
 */
import type { Value } from './value.ts';

export class AwkJump extends Error {
  readonly kind: 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';
  readonly value: Value;

  constructor(kind: AwkJump['kind'], value?: Value) {
    super();
    this.kind = kind;
    this.value = value;
  }
}
