/**
 * Tokens one after the other, with what a parser asks of them, and how bison names what it did not expect.
 */
import { NftError } from '../error.ts';
import type { Token } from './lexer.ts';

/** Words of nft's grammar: named themselves in syntax errors, not as `string`. */
const keywords = new Set(
  'accept add addr aes after ah all arp at audit avgpkt bridge burst bytes bypass cgroup chain chains checksum code comment comp continue counter counters cpu create csum ct daddr dccp debug define delete describe device devices dir drop dscp dst dup dynamic ecn element elements emerg esp ether ethernet event exists expectation expires export fib flag flags flow flowtable flowtables flush frag fwd gc-interval get goto group handle hash hbh helper helpers hook hoplimit icmp icmpv6 igmp import in include index inet insert interval ip ip6 ipsec jhash json jump last length level limit limits list log map maps mark masquerade maximum-size meta meter meters mh missing mod monitor netdev nexthop notrack numgen offset oif oifname options osf out over packets performance permanent policy port ports position prefix priority proto-dst proto-src protocol qfull queue queue-threshold quota quotas random rate redefine redirect reject rename replace reset return router rt rule ruleset saddr schedule sctp secmark secmarks seed set sets size snaplen snat dnat socket state stateless status string symhash synproxy synproxys table tables tcp th time timeout tproxy transparent trace type typeof tcp udp udplite undefine until update used vlan vmap with xml auto-merge constant permanent memory dnat snat random fully-random persistent'.split(
    ' ',
  ),
);

/** Keywords everywhere: no names. */
const reserved = new Set(
  'accept add ah all arp auto-merge bridge cgroup chain comment comp constant continue counter cpu create ct dccp define delete describe device devices dnat drop dst dup dynamic ecn element elements esp ether exists expires export fib flags flow flowtable flush frag fwd gc-interval get goto handle hbh hook icmp icmpv6 igmp import include index inet insert interval ip ip6 ipsec jhash jump limit list log map mark masquerade meta meter mh missing monitor netdev notrack numgen oif oifname osf policy position priority queue quota random redefine redirect reject rename replace reset return rt rule ruleset sctp secmark set size snat socket symhash synproxy table tcp th time timeout tproxy type typeof udp udplite undefine update vlan vmap iif iifname'.split(
    ' ',
  ),
);

/** NFT_NAME_MAXLEN */
const longestName = 256;

export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.peek(0);
  }

  /** The token before. */
  get last(): Token {
    return this.peek(-1);
  }

  peek(ahead: number): Token {
    const token = this.#tokens[Math.max(0, Math.min(this.#at + ahead, this.#tokens.length - 1))];
    if (token === undefined) throw new NftError('syntax error, unexpected end of file');
    return token;
  }

  take(): Token {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Where it stands, to go back there. */
  get position(): number {
    return this.#at;
  }

  goTo(position: number): void {
    this.#at = position;
  }

  /** Is the next token this word or symbol? */
  is(...texts: readonly string[]): boolean {
    const { kind, text } = this.next;
    return (kind === 'word' || kind === 'symbol') && texts.includes(text);
  }

  /** Take it if it is there. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  /** @returns the one of them that is there, taken */
  acceptAny<Text extends string>(...texts: readonly Text[]): Text | undefined {
    const found = texts.find((text) => this.is(text));
    if (found !== undefined) this.#at++;
    return found;
  }

  /** @param expected as bison would list what it hoped for; undefined: too many to list */
  expect(text: string, expected?: string): Token {
    if (!this.is(text)) throw this.unexpected(expected);
    return this.take();
  }

  /** A name, or a string in quotes. */
  word(expected?: string): Token {
    const { kind } = this.next;
    if (kind !== 'word' && kind !== 'string' && kind !== 'asterisk') throw this.unexpected(expected);
    return this.take();
  }

  /** The name of a table, chain or set, which no variable can hold. */
  identifier(): Token {
    if (this.next.origin !== undefined) throw this.unexpected('string');
    return this.nameOrVariable();
  }

  nameOrVariable(): Token {
    const { kind, text } = this.next;
    if (kind !== 'word' || reserved.has(text)) throw this.unexpected('string');
    if (text.length >= longestName)
      throw new NftError(`name too long, ${String(longestName)} characters maximum allowed`, this.next);
    return this.take();
  }

  /** Written as such: no variable can hold it. */
  number(expected = 'number'): number {
    if (this.next.origin !== undefined) throw this.unexpected(expected);
    return this.numberOrVariable(expected);
  }

  numberOrVariable(expected = 'number'): number {
    if (this.next.kind !== 'number') throw this.unexpected(expected);
    return Number(this.take().text);
  }

  /** Skip ends of lines. */
  skipEnds(): void {
    while (this.next.kind === 'end') this.#at++;
  }

  /** Only newlines, as inside braces of sets. */
  skipNewlines(): void {
    while (this.next.kind === 'end' && this.next.text === '\n') this.#at++;
  }

  /** On to the end of the statement that begins at `from`, over what braces hold. */
  skipStatement(from: Token): void {
    this.#at = this.#tokens.indexOf(from);
    for (let depth = 0; !this.isAtEof() && (depth > 0 || !this.isAtEnd()); this.#at++) {
      if (this.is('{')) depth++;
      else if (this.is('}')) depth--;
    }
  }

  isAtEof(): boolean {
    return this.next.kind === 'eof';
  }

  isAtEnd(): boolean {
    return this.next.kind === 'end' || this.next.kind === 'eof' || this.is('}');
  }

  unexpected(expected?: string): NftError {
    const { start, origin } = this.next;
    const hoped = expected === undefined ? '' : `, expecting ${expected}`;
    const [name, at] =
      origin === undefined ? [nameOf(this.next), this.next] : ["'$'", { start, end: start + 1 }];
    return new NftError(`syntax error, unexpected ${name}${hoped}`, at);
  }
}

const symbolNames: Readonly<Record<string, string>> = {
  '==': '==',
  ',': 'comma',
  ':': 'colon',
  '-': '-',
  '.': '.',
};

function nameOf({ kind, text }: Token): string {
  switch (kind) {
    case 'eof':
      return 'end of file';
    case 'end':
      return text === '\n' ? 'newline' : 'semicolon';
    case 'string':
      return 'quoted string';
    case 'asterisk':
      return 'string with a trailing asterisk';
    case 'number':
    case 'junk':
      return kind;
    case 'symbol':
      return symbolNames[text] ?? (/^[{}()@*$=[\]]$/.test(text) ? `'${text}'` : text);
    case 'word':
      return keywords.has(text) ? text : 'string';
  }
}
