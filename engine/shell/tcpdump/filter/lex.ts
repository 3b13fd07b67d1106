/**
 * The words of the filter language (pcap-filter(7); libpcap's scanner.l).
 */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  /** Dotted numbers: an address or the start of one. */
  | { readonly kind: 'dotted'; readonly text: string }
  | { readonly kind: 'ether'; readonly text: string }
  | { readonly kind: 'ipv6'; readonly text: string }
  /** `\tcp`: a keyword as a plain word. */
  | { readonly kind: 'escaped'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string };

const patterns: readonly (readonly [RegExp, (text: string) => Token])[] = [
  [
    /^[0-9a-fA-F]{1,2}([:.-])[0-9a-fA-F]{1,2}(\1[0-9a-fA-F]{1,2}){4}(?![0-9a-fA-F:.])/,
    (text) => ({ kind: 'ether', text }),
  ],
  [
    /^(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)[0-9a-fA-F:]+(?:\d+\.\d+\.\d+\.\d+)?/,
    (text) => ({ kind: 'ipv6', text }),
  ],
  [/^\d+(\.\d+){1,3}(?![A-Za-z0-9_.-]*[A-Za-z_-])/, (text) => ({ kind: 'dotted', text })],
  [
    /^(0[xX][0-9a-fA-F]+|\d+)(?![A-Za-z0-9_.]|-[A-Za-z0-9])/,
    (text) => ({ kind: 'number', text, value: readNumber(text) }),
  ],
  [/^\\[^\s()!]+/, (text) => ({ kind: 'escaped', text: text.slice(1) })],
  [/^(?:&&|\|\||>=|<=|!=|==|<<|>>|[!()[\]:+\-*/%&|^<>=])/, (text) => ({ kind: 'operator', text })],
  [/^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?/, (text) => ({ kind: 'word', text })],
];

/** @returns undefined at a character that begins nothing */
export function lex(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const found = patterns.find(([pattern]) => pattern.test(rest));
    const match = found?.[0].exec(rest)?.[0];
    if (found === undefined || match === undefined) return undefined;
    tokens.push(found[1](match));
    rest = rest.slice(match.length).trimStart();
  }
  return tokens;
}

/** As C writes them: decimal, 0x…, 0…. */
function readNumber(text: string): number {
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
}
