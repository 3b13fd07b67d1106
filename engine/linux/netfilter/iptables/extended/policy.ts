/**
 * `-m policy`: was the packet encrypted, or will it be (net/netfilter/xt_policy.c, libxt_policy)? Nothing encrypts here, so
 * only `--pol none` ever matches. Elements are kept as they were given, to be printed.
 */
import { usage } from '../error.ts';
import type { Match, RuleContext, Test } from '../extension.ts';
import { protocolNumber, protocolText } from '../names/protocols.ts';
import { hexText, parseNumber } from '../number.ts';
import { readNetwork } from '../parse/addresses.ts';
import { maskText } from '../header.ts';

const elementOptions = ['reqid', 'spi', 'proto', 'mode', 'tunnel-dst', 'tunnel-src'] as const;
type ElementOption = (typeof elementOptions)[number];

interface Given {
  readonly text: string;
  readonly inverted: boolean;
}

type Element = Map<ElementOption, Given>;

export class PolicyMatch implements Match {
  readonly name = 'policy';
  readonly options = {
    dir: 'value',
    pol: 'value',
    strict: 'flag',
    reqid: 'value',
    spi: 'value',
    'tunnel-src': 'value',
    'tunnel-dst': 'value',
    proto: 'value',
    mode: 'value',
    next: 'flag',
  } as const;
  readonly repeats = true;
  #direction: string | undefined;
  #policy = 'ipsec';
  #strict = false;
  readonly #elements: Element[] = [new Map<ElementOption, Given>()];

  set(option: string, value: string, inverted: boolean, { family }: RuleContext): void {
    if (option === 'dir' && this.#direction !== undefined)
      throw usage('policy: option "--dir" can only be used once.\n');
    switch (option) {
      case 'dir':
        if (value !== 'in' && value !== 'out') throw usage(`policy_match: invalid dir "${value}"`);
        this.#direction = value;
        return;
      case 'pol':
        if (value !== 'none' && value !== 'ipsec') throw usage(`policy match: invalid policy "${value}"`);
        this.#policy = value;
        return;
      case 'strict':
        this.#strict = true;
        return;
      case 'next':
        this.#elements.push(new Map());
        return;
      default: {
        const known = elementOptions.find((name) => name === option) ?? 'reqid';
        if (this.#elements.at(-1)?.has(known) === true) throw usage(`policy match: double --${known} option`);
        this.#elements.at(-1)?.set(known, { text: readElement(known, value, family), inverted });
      }
    }
  }

  get #filled(): readonly Element[] {
    return this.#elements.filter((element) => element.size > 0);
  }

  check(): void {
    if (this.#direction === undefined) throw usage('policy match: neither --dir in nor --dir out specified');
    if (this.#policy === 'none') {
      if (this.#strict) throw usage('policy match: policy none but --strict given');
      // What it is made of is forgotten.
      this.#elements.splice(0, this.#elements.length, new Map());
    }
    if (!this.#strict && this.#elements.length > 1)
      throw usage('policy: option "--next" also requires "--strict".\n');
    const empty = this.#strict ? this.#elements.findIndex(({ size }) => size === 0) : -1;
    if (empty >= 0)
      throw usage(
        `policy match: empty policy element ${String(empty)}. --strict is in effect, but at least one of reqid, spi, tunnel-src, tunnel-dst, proto or mode is required.`,
      );
    for (const element of this.#filled)
      if ((element.has('tunnel-src') || element.has('tunnel-dst')) && element.get('mode')?.text !== 'tunnel')
        throw usage('policy match: --tunnel-src/--tunnel-dst is only valid in tunnel mode');
  }

  get refusedIn(): readonly string[] {
    return this.#direction === 'in' ? ['OUTPUT', 'POSTROUTING'] : ['PREROUTING', 'INPUT'];
  }

  #text(dashes: string, numeric: boolean): string {
    const elements = this.#filled;
    const parts = [`${dashes}dir ${this.#direction ?? ''}`, `${dashes}pol ${this.#policy}`];
    if (this.#strict) parts.push(`${dashes}strict`);
    elements.forEach((element, at) => {
      if (dashes === '' && elements.length > 1) parts.push(`[${String(at)}]`);
      for (const [name, { text, inverted }] of inOrder(element)) {
        const shown = name === 'proto' && numeric ? String(protocolNumber(text) ?? 0) : text;
        parts.push(`${inverted ? '! ' : ''}${dashes}${name} ${shown}`);
      }
      if (dashes !== '' && at < elements.length - 1) parts.push('--next');
    });
    return parts.join(' ');
  }

  save(): string {
    return this.#text('--', false);
  }

  print(numeric: boolean): string {
    return `policy match ${this.#text('', numeric)}`;
  }

  translate(): string | undefined {
    if (this.#direction !== 'in' || this.#filled.length > 0 || this.#strict) return undefined;
    return `meta secpath ${this.#policy === 'none' ? 'missing' : 'exists'}`;
  }

  compile(): Test {
    const matches = this.#policy === 'none';
    return () => matches;
  }
}

function readElement(option: ElementOption, value: string, family: 4 | 6): string {
  switch (option) {
    case 'reqid':
    case 'spi': {
      const number = parseNumber(value);
      if (number === undefined)
        throw usage(`policy: bad value for option "--${option}", or out of range (0-4294967295).\n`);
      return option === 'spi' ? hexText(number) : String(number);
    }
    case 'proto': {
      const number = protocolNumber(value);
      if (number === undefined) throw usage(`unknown protocol "${value}" specified`);
      if (number !== 50 && number !== 51 && number !== 108)
        throw usage('policy match: protocol must be ah/esp/ipcomp');
      return protocolText(number);
    }
    case 'mode':
      if (value !== 'transport' && value !== 'tunnel') throw usage(`policy match: invalid mode "${value}"`);
      return value;
    default: {
      const { host, mask } = readNetwork('policy', option, value, family);
      const length = maskText(mask);
      return length === String(host.width) ? host.text : `${host.text}/${length}`;
    }
  }
}

function inOrder(
  element: Element,
): (readonly [ElementOption, { readonly text: string; readonly inverted: boolean }])[] {
  return elementOptions.flatMap((name) => {
    const given = element.get(name);
    return given === undefined ? [] : [[name, given] as const];
  });
}
