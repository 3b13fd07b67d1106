/**
 * Which lines a command is for: single addresses, and ranges, which stay open from one line to the next.
 */
import type { Running } from '../../../linux/process/wait.ts';
import type { Address, SedCommand } from './parser.ts';

/** The current line, as addresses see it. */
interface CurrentLine {
  line(): number;
  isLast(): Running<boolean>;
  /** Whether the pattern space matches; undefined is the last expression used. */
  test(expression: RegExp | undefined): boolean;
}

export class Addresses {
  readonly #current: CurrentLine;
  /** Open ranges, each with the line it ends at; infinite when an expression or `$` ends it. */
  readonly #active = new Map<SedCommand, number>();

  constructor(current: CurrentLine) {
    this.#current = current;
  }

  /** Whether the command's range goes on after this line. */
  isOpen(command: SedCommand): boolean {
    return this.#active.has(command);
  }

  *#at(address: Address): Running<boolean> {
    const line = this.#current.line();
    switch (address.kind) {
      case 'line':
        return line === address.line;
      case 'step':
        return address.step === 0
          ? line === address.first
          : line >= address.first && (line - address.first) % address.step === 0;
      case 'last':
        return yield* this.#current.isLast();
      case 'match':
        return this.#current.test(address.expression);
      default:
        return false;
    }
  }

  /** Whether the command is for the current line. */
  *selects(command: SedCommand): Running<boolean> {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return yield* this.#at(from);
    const line = this.#current.line();
    const until = this.#active.get(command);
    if (until === undefined) {
      const fromStart = from.kind === 'line' && from.line === 0 && line === 1;
      if (!fromStart && !(yield* this.#at(from))) return false;
      if (to.kind === 'line') {
        if (to.line > line) this.#active.set(command, to.line);
      } else if (to.kind === 'plus') {
        if (to.count > 0) this.#active.set(command, line + to.count);
      } else if (to.kind === 'multiple') {
        const end = to.count === 0 ? line : Math.ceil(line / to.count) * to.count;
        if (end > line) this.#active.set(command, end);
      } else if (
        !(fromStart && to.kind === 'match' && this.#current.test(to.expression)) &&
        !(to.kind === 'last' && (yield* this.#current.isLast()))
      )
        this.#active.set(command, Number.POSITIVE_INFINITY);
      return true;
    }
    if (Number.isFinite(until)) {
      if (line >= until) this.#active.delete(command);
      // The end lay before this line: only the first line was meant.
      return line <= until;
    }
    if (yield* this.#at(to)) this.#active.delete(command);
    return true;
  }
}
