/**
 * The grammar of filter expressions (libpcap's grammar.y). `and` and `or` have the same precedence and associate to the
 * left; a bare identifier behind them takes the qualifiers of the one before. Code is generated while reading, in the
 * order a bottom-up parser reduces: headers that move, words of memory and error messages depend on it.
 *
 * Left out, with the real one's errors: what only other link types have (ATM, SS7, 802.11, PF).
 */
import { compareLength } from './arithmetic.ts';
import { ArithmeticParser, syntaxError } from './arithmetic-parser.ts';
import { and, type Block, not, or } from './block.ts';
import { geneve, mpls, pppoeSession, vlan } from './encapsulation.ts';
import { otherLinksOnly } from './foreign-links.ts';
import { FilterError, type Generator } from './generator.ts';
import { ipv6NumberTest } from './host.ts';
import { linkAddressTest, maskedTest, namedTest, numberedTest } from './identifier.ts';
import {
  broadcast,
  interfaceIndexIs,
  linkTypeIs,
  llc,
  multicast,
  octetTest,
  sentByUs,
} from './link-layer.ts';
import { protocolTest } from './protocol.ts';
import { type Direction, type IdentifierType, protocolOf, type Qualifiers } from './qualifier.ts';
import { scan } from './scanner.ts';

interface Term {
  readonly block: Block;
  /** Undefined: nothing a bare identifier could take over. */
  readonly qualifiers: Qualifiers | undefined;
}

const directions = new Set(['src', 'dst', 'addr1', 'addr2', 'addr3', 'addr4', 'ra', 'ta']);
const types = new Set(['host', 'net', 'port', 'portrange']);

/** @returns undefined for an expression without words @throws FilterError */
export function parse(expression: string, generator: Generator): Block | undefined {
  const tokens = scan(expression);
  return tokens.length === 0 ? undefined : new Parser(tokens, generator).whole();
}

class Parser extends ArithmeticParser {
  whole(): Block {
    const { block } = this.#expression(undefined);
    if (this.at < this.tokens.length) this.fail();
    return block;
  }

  // ---- expressions

  #expression(inherited: Qualifiers | undefined): Term {
    return this.#chain(this.#term(inherited), (term) =>
      this.#isIdentifier(this.at) ? this.#identifier(term.qualifiers) : this.#term(term.qualifiers),
    );
  }

  /** `… and …`, `… or …`, from the left. */
  #chain(first: Term, next: (term: Term) => Term): Term {
    let term = first;
    for (;;) {
      const isAnd = this.take('and');
      if (!isAnd && !this.take('or')) return term;
      const other = next(term);
      (isAnd ? and : or)(term.block, other.block);
      term = other;
    }
  }

  #term(inherited: Qualifiers | undefined): Term {
    if (this.take('not')) {
      const term = this.#term(inherited);
      not(term.block);
      return term;
    }
    if (this.isRelation()) return { block: this.relation(), qualifiers: undefined };
    if (this.take('(')) {
      const { block } = this.#expression(inherited);
      this.expect(')');
      return { block, qualifiers: inherited };
    }
    const protocol = this.#protocolWord();
    if (protocol !== undefined) {
      this.at++;
      const endsHere = this.at >= this.tokens.length || ['and', 'or', ')'].some((text) => this.is(text));
      if (endsHere) return { block: protocolTest(this.generator, protocol), qualifiers: undefined };
    }
    const special = this.#special(protocol);
    return special === undefined
      ? this.#identifier(this.#qualifiers(protocol))
      : { block: special, qualifiers: undefined };
  }

  #protocolWord(): string | undefined {
    const word = this.word();
    return word === undefined ? undefined : protocolOf(word);
  }

  #qualifiers(protocol: string | undefined): Qualifiers {
    const direction = this.#direction();
    const word = this.word();
    let type: IdentifierType | undefined;
    if (word !== undefined && types.has(word)) type = word as IdentifierType;
    else if (direction === undefined) {
      if (word !== 'proto' && word !== 'protochain' && word !== 'gateway') this.fail();
      type = word;
    }
    if (type !== undefined) this.at++;
    return { protocol, direction, type };
  }

  #direction(): Direction | undefined {
    const word = this.word();
    if (word === undefined || !directions.has(word)) return undefined;
    this.at++;
    if (word !== 'src' && word !== 'dst') return word as Direction;
    const isAnd = this.is('and');
    if (!isAnd && !this.is('or')) return word;
    this.at++;
    this.expect(word === 'src' ? 'dst' : 'src');
    return isAnd ? 'src and dst' : 'src or dst';
  }

  // ---- identifiers

  /** Does an identifier start here, rather than a term? */
  #isIdentifier(at: number): boolean {
    let start = at;
    while (this.is('not', start)) start++;
    switch (this.tokens[start]?.kind) {
      case 'name':
      case 'dotted':
      case 'ipv6':
      case 'mac':
      case 'arcnet':
        return true;
      case 'number':
        return !this.isRelation(start);
      default:
        return this.is('(', start) && !this.isRelation(start) && this.#isIdentifier(start + 1);
    }
  }

  #identifier(qualifiers: Qualifiers | undefined): Term {
    if (this.take('not')) {
      const term = this.#identifier(qualifiers);
      not(term.block);
      return term;
    }
    if (this.is('(')) {
      const number = this.numberInParentheses();
      if (number !== undefined) return this.#numbered(number, qualifiers);
      this.at++;
      const first = this.#listed(qualifiers);
      const list = this.#chain(first, (term) => this.#identifier(term.qualifiers));
      this.expect(')');
      return list;
    }
    return this.#listed(qualifiers);
  }

  /** One identifier without parentheses around it, unless it is a number. */
  #listed(qualifiers: Qualifiers | undefined): Term {
    const generator = this.generator;
    const token = this.tokens[this.at];
    if (this.is('(') || this.is('not')) {
      const number = this.numberInParentheses();
      if (number !== undefined) return this.#numbered(number, qualifiers);
      if (this.is('not')) return this.#identifier(qualifiers);
    }
    switch (token?.kind) {
      case 'name':
        this.at++;
        return { block: namedTest(generator, token.text, qualifiers), qualifiers };
      case 'number':
        this.at++;
        return this.#numbered(token.value, qualifiers);
      case 'dotted':
        this.at++;
        return { block: this.#address(token.text, qualifiers), qualifiers };
      case 'ipv6': {
        this.at++;
        const length = this.take('/') ? this.number() : undefined;
        return { block: ipv6NumberTest(generator, token.text, length, qualifiers), qualifiers };
      }
      case 'mac':
        this.at++;
        return { block: linkAddressTest(generator, token.octets, qualifiers), qualifiers };
      case 'arcnet':
        throw new FilterError('aid supported only on ARCnet');
      default:
        this.fail();
    }
  }

  #numbered(value: number, qualifiers: Qualifiers | undefined): Term {
    return { block: numberedTest(this.generator, value, qualifiers), qualifiers };
  }

  #address(text: string, qualifiers: Qualifiers | undefined): Block {
    const generator = this.generator;
    if (this.take('/')) return maskedTest(generator, text, this.number(), qualifiers);
    if (this.take('mask')) {
      const token = this.tokens[this.at];
      if (token?.kind !== 'dotted') this.fail();
      this.at++;
      return maskedTest(generator, text, token.text, qualifiers);
    }
    const type = qualifiers?.type;
    if (type === 'port' || type === 'portrange' || type === 'proto' || type === 'protochain')
      throw new FilterError(`'${type}' modifier applied to ip host`);
    return numberedTest(generator, text, qualifiers);
  }

  // ---- words that are tests of their own

  #special(protocol: string | undefined): Block | undefined {
    const generator = this.generator;
    const word = this.word();
    if (word === 'broadcast' || word === 'multicast') {
      this.at++;
      return (word === 'broadcast' ? broadcast : multicast)(generator, protocol);
    }
    if (word === 'type' || word === 'subtype' || word === 'dir') return this.#foreign(word);
    if (protocol !== undefined || word === undefined) return undefined;
    const start = this.at++;
    switch (word) {
      case 'less':
      case 'greater':
        return compareLength(word, this.number());
      case 'byte': {
        const at = this.number();
        const operator = this.tokens[this.at];
        if (operator?.kind !== 'operator' || !/^[&|<>=]$/.test(operator.text)) this.fail();
        this.at++;
        return octetTest(generator, operator.text, at, this.number());
      }
      case 'inbound':
      case 'outbound':
        return sentByUs(generator, word === 'outbound');
      case 'ifindex':
        return interfaceIndexIs(generator, this.number());
      case 'vlan':
        return vlan(generator, this.#optionalNumber());
      case 'mpls':
        return mpls(generator, this.#optionalNumber());
      case 'pppoed':
        return linkTypeIs(generator, 0x8863);
      case 'pppoes':
        return pppoeSession(generator, this.#optionalNumber());
      case 'geneve':
        return geneve(generator, this.#optionalNumber());
      case 'llc': {
        const kind = this.tokens[this.at];
        const isKind = kind?.kind === 'name' || this.is('rnr');
        if (isKind) this.at++;
        return llc(generator, isKind ? kind?.text : undefined);
      }
      default:
        this.at = start;
        return otherLinksOnly.has(word) ? this.#foreign(word) : undefined;
    }
  }

  #foreign(word: string): never {
    const foreign = otherLinksOnly.get(word);
    this.at++;
    if (foreign?.operand === 'name' && this.tokens[this.at]?.kind !== 'name') this.fail();
    if (foreign?.operand === 'number' && this.tokens[this.at]?.kind !== 'number') this.fail();
    throw new FilterError(foreign?.message ?? syntaxError);
  }

  #optionalNumber(): number | undefined {
    const token = this.tokens[this.at];
    return token?.kind === 'number' || this.is('(') ? this.#plainNumber() : undefined;
  }

  #plainNumber(): number {
    return this.numberInParentheses() ?? this.fail();
  }
}
