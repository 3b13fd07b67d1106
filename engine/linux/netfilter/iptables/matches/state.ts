/**
 * `-m state`: the older spelling of `-m conntrack --ctstate` (libxt_state, an alias of xt_conntrack). The words
 * are kept as they were given, so that they print as they were given. Nothing is left out.
 */
import { usage } from '../error.ts';
import type { Match, Test } from '../extension.ts';
import { namesOf, parseNames, stateBits, stateOf } from './conntrack-state.ts';

const { SNAT: _snat, DNAT: _dnat, ...states } = stateBits;
/** The order in which the tool prints them. */
const printed = {
  INVALID: states.INVALID,
  NEW: states.NEW,
  RELATED: states.RELATED,
  ESTABLISHED: states.ESTABLISHED,
  UNTRACKED: states.UNTRACKED,
};

export class StateMatch implements Match {
  readonly name = 'state';
  readonly options = { state: 'value' } as const;
  readonly usesConntrack = true;
  #states = 0;
  #inverted = false;

  set(_option: string, value: string, inverted: boolean): void {
    const bits = parseNames(value, states);
    if (typeof bits !== 'number')
      throw usage(
        bits.unknown === ''
          ? '"--state" requires a list of states with no spaces, e.g. ESTABLISHED,RELATED'
          : `Bad state "${bits.unknown}"`,
      );
    this.#states = bits;
    this.#inverted = inverted;
  }

  check(): void {
    if (this.#states === 0) throw usage('state: option "--state" must be specified\n');
  }

  save(): string {
    return `${this.#inverted ? '! ' : ''}--state ${namesOf(this.#states, printed)}`;
  }

  print(): string {
    return `${this.#inverted ? '! ' : ''}state ${namesOf(this.#states, printed)}`;
  }

  translate(): string {
    return `ct state ${this.#inverted ? '!= ' : ''}${namesOf(this.#states, printed).toLowerCase()}`;
  }

  compile(): Test {
    const wanted = this.#states;
    const inverted = this.#inverted;
    return (skb) => ((stateOf(skb) & wanted) !== 0) !== inverted;
  }
}
