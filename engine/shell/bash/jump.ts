/**
 * How control leaves a command other than at its end: break, continue, return, exit, an error of expansion that ends
 * the command line, and Ctrl-C. Thrown inside the interpreter, caught by the construct it is meant for.
 */

export class Jump extends Error {}

export class LoopJump extends Jump {
  readonly kind: 'break' | 'continue';
  levels: number;

  constructor(kind: 'break' | 'continue', levels: number) {
    super();
    this.kind = kind;
    this.levels = levels;
  }
}

export class ReturnJump extends Jump {
  readonly status: number;

  constructor(status: number) {
    super();
    this.status = status;
  }
}

export class ExitJump extends Jump {
  readonly status: number;

  constructor(status: number) {
    super();
    this.status = status;
  }
}

/** Back to the prompt; a shell that is not interactive ends with the status. */
export class AbandonJump extends Jump {
  readonly status: number;

  constructor(status: number) {
    super();
    this.status = status;
  }
}

/** Ctrl-C. */
export class InterruptJump extends Jump {}

/** What is wrong in an expansion; the message is printed and the command line abandoned. */
export class ExpansionError extends Error {
  /** Exit status of a shell that is not interactive. */
  readonly status: number;

  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}
