/**
 * nft describe: what an expression gives, or what a data type is (nft's src/expression.c: expr_describe;
 * src/datatype.c: symbol_table_print).
 */
import { type DataType, dataType } from '../../linux/netfilter/nftables/datatype.ts';
import { NftError, NotModelled } from '../../linux/netfilter/nftables/error.ts';
import { beginsSelector, parseLeft } from '../../linux/netfilter/nftables/parse/expression.ts';
import { tokensOf } from '../../linux/netfilter/nftables/parse/lexer.ts';
import { TokenStream } from '../../linux/netfilter/nftables/parse/stream.ts';
import type { ValueContext } from '../../linux/netfilter/nftables/parse/value.ts';
import { bitsOf, typeOf } from '../../linux/netfilter/nftables/selectors.ts';
import type { ShellProcess } from '../command.ts';
import { errorText } from './error-text.ts';
import { Sources } from './sources.ts';

const kinds: Readonly<Record<string, string>> = {
  payload: 'payload',
  raw: 'payload',
  meta: 'meta',
  ct: 'ct',
  fib: 'fib',
  rt: 'rt',
  socket: 'socket',
  numgen: 'numgen',
  hash: 'hash',
  exthdr: 'exthdr',
  tcpopt: 'exthdr',
  ipopt: 'exthdr',
};

export function describe(process: ShellProcess, text: string, context: ValueContext): number {
  const sources = new Sources();
  const stream = new TokenStream(tokensOf(sources.add(undefined, text).text));
  stream.take();
  try {
    if (!beginsSelector(stream)) {
      const token = stream.next.kind === 'number' ? stream.take() : stream.word();
      mustEnd(stream);
      const type = dataType(token.text);
      process.print(
        type === undefined
          ? 'symbol expression, datatype invalid (invalid)'
          : `datatype ${typeText(type, type.bits)}${symbols(type, type.bits)}`,
      );
      return 0;
    }
    const expression = parseLeft(stream, { family: 'ip', ...context });
    mustEnd(stream);
    const type = typeOf(expression);
    const bits = bitsOf(expression);
    process.print(
      `${kinds[expression.kind] ?? expression.kind} expression, datatype ${typeText(type, bits)}${symbols(type, bits)}`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof NftError)) throw error;
    process.complain(error instanceof NotModelled ? `${error.message}\n` : errorText(error, sources));
    return 1;
  }
}

function mustEnd(stream: TokenStream): void {
  if (stream.next.kind !== 'end' && !stream.isAtEof())
    throw stream.unexpected('end of file or newline or semicolon');
}

function typeText(type: DataType, bits: number): string {
  const base =
    type.name === 'integer' || type.name === 'string'
      ? ''
      : type.isFlags
        ? 'bitmask, integer'
        : type.name === 'ifname'
          ? 'string'
          : 'integer';
  const based = base === '' ? '' : ` (basetype ${base})`;
  const name = type.name === 'int' ? 'integer' : type.name;
  const size = type.name === 'ifname' ? `${String(bits / 8)} characters` : `${String(bits)} bits`;
  return `${name} (${type.description})${name === 'integer' ? '' : based}, ${size}\n`;
}

function symbols(type: DataType, bits: number): string {
  const entries = Object.entries(type.symbols);
  if (entries.length === 0) return '';
  const isHex = type.digits > 0;
  const lines = entries.map(([name, value]) => {
    const shown = isHex
      ? `0x${value.toString(16).padStart(Math.ceil(bits / 8) * 2, '0')}`
      : String(value).padStart(20);
    return `\t${name.padEnd(30)}\t${shown}\n`;
  });
  return `\npre-defined symbolic constants (in ${isHex ? 'hexadecimal' : 'decimal'}):\n${lines.join('')}`;
}
