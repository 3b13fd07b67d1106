/**
 * Process groups (setpgid(2)): the processes of one job, signalled together. A terminal sends Ctrl-C to its foreground
 * group; which one that is the shell says.
 */
import type { Signal } from './signal.ts';

interface Member {
  readonly pid: number;
  kill(signal: Signal): void;
}

export class ProcessGroup {
  readonly #members = new Set<Member>();
  #id = 0;

  /** The pid of its first member. */
  get id(): number {
    return this.#id;
  }

  get size(): number {
    return this.#members.size;
  }

  join(member: Member): void {
    if (this.#id === 0) this.#id = member.pid;
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }

  kill(signal: Signal): void {
    for (const member of [...this.#members]) member.kill(signal);
  }
}
