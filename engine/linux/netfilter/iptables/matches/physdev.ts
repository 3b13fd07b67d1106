/**
 * `-m physdev`: the bridge ports a bridged packet passes (net/netfilter/xt_physdev.c, libxt_physdev). They are
 * known only for packets br_netfilter brought here. Nothing is left out.
 */
import { usage } from '../error.ts';
import type { Match, RuleContext, Test } from '../extension.ts';
import { interfaceFits } from '../header.ts';
import { checkInterface } from '../parse/interface.ts';

const order = ['physdev-is-in', 'physdev-in', 'physdev-is-out', 'physdev-out', 'physdev-is-bridged'] as const;
type Option = (typeof order)[number];

export class PhysdevMatch implements Match {
  readonly name = 'physdev';
  readonly options = {
    'physdev-in': 'value',
    'physdev-out': 'value',
    'physdev-is-in': 'flag',
    'physdev-is-out': 'flag',
    'physdev-is-bridged': 'flag',
  } as const;
  readonly #terms = new Map<Option, { readonly value: string; readonly inverted: boolean }>();

  set(option: string, value: string, inverted: boolean, { warn }: RuleContext): void {
    if (value !== '') checkInterface(value, warn);
    const known = order.find((name) => name === option);
    if (known !== undefined) this.#terms.set(known, { value, inverted });
  }

  check(): void {
    if (this.#terms.size === 0) throw usage('PHYSDEV: no physdev option specified');
  }

  save(): string {
    return order
      .flatMap((option) => {
        const term = this.#terms.get(option);
        if (term === undefined) return [];
        return [`${term.inverted ? '! ' : ''}--${option}${option.includes('-is-') ? '' : ` ${term.value}`}`];
      })
      .join(' ');
  }

  print(): string {
    return `PHYSDEV match ${this.save()}`;
  }

  compile(): Test {
    const bridged = this.#terms.get('physdev-is-bridged');
    const isIn = this.#terms.get('physdev-is-in');
    const isOut = this.#terms.get('physdev-is-out');
    const input = this.#terms.get('physdev-in');
    const output = this.#terms.get('physdev-out');
    const all = [...this.#terms.values()];
    return ({ bridge }) => {
      if (bridge === undefined) return all.every((term) => term.inverted);
      const out = bridge.physicalOut;
      if (bridged !== undefined && (out !== undefined) === bridged.inverted) return false;
      if (isIn?.inverted === true) return false;
      if (isOut !== undefined && (out !== undefined) === isOut.inverted) return false;
      if (input !== undefined && interfaceFits(input.value, bridge.physicalIn) === input.inverted)
        return false;
      if (output === undefined) return true;
      return out !== undefined && interfaceFits(output.value, out) !== output.inverted;
    };
  }
}
