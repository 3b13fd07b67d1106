/**
 * Names in a text that somebody reads: a rule, a filter. What a name stands for only the resolver can say, and that takes
 * time, so the reader stops at it with `UnknownHost`; who reads asks, learns the answer and reads again.
 */
import type { Address } from '../../net/address/address.ts';

/** Which addresses a name may stand for. */
export type HostFamily = 4 | 6 | 'any';

/** The addresses, or why there are none (gai_strerror(3)). */
export type HostAnswer = readonly Address[] | string;

/** A name nobody asked the resolver about yet. */
export class UnknownHost extends Error {
  readonly host: string;
  readonly family: HostFamily;

  constructor(host: string, family: HostFamily) {
    super(host);
    this.host = host;
    this.family = family;
  }
}

/** What the resolver said so far. */
export class HostAnswers {
  readonly #answers = new Map<string, HostAnswer>();

  /** @throws UnknownHost */
  of(host: string, family: HostFamily): HostAnswer {
    const answer = this.#answers.get(keyOf(host, family));
    if (answer === undefined) throw new UnknownHost(host, family);
    return answer;
  }

  learn({ host, family }: Pick<UnknownHost, 'host' | 'family'>, answer: HostAnswer): void {
    this.#answers.set(keyOf(host, family), answer);
  }
}

function keyOf(host: string, family: HostFamily): string {
  return `${String(family)} ${host}`;
}
