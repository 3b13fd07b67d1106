/**
 * nft's command line: options before the command (nft's src/main.c). Letters that exist and are not modelled answer
 * `not simulated`.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { PrintStyle } from '../../linux/netfilter/nftables/print/value.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';
import { extendedVersion, help, version } from './help.ts';

export interface NftOptions {
  readonly file: string | undefined;
  readonly check: boolean;
  readonly echo: boolean;
  readonly json: boolean;
  readonly style: PrintStyle;
  /** `-D NAME=VALUE`, as a text of definitions; empty when there is none. */
  readonly definitions: string;
  /** Folders for `include`. */
  readonly includes: readonly string[];
  readonly words: readonly string[];
}

/** Ends there: what is printed, and the status. */
export interface Ending {
  readonly out?: string;
  readonly complaint?: string;
  readonly status: number;
}

const long: readonly LongOption[] = optionTable(
  'help:h version:v includepath:I= file:f= define:D= interactive:i check:c optimize:o handle:a stateless:s terse:t ' +
    'service:S reversedns:N guid:u numeric:n numeric-priority:y numeric-protocol:p numeric-time:T echo:e json:j debug:d=',
);
const short = '+hvVI:f:D:icoastSNunypTejd:';
const unmodelled = 'iNdoT';

export function readOptions(all: readonly string[], place: NetworkNamespace): NftOptions | Ending {
  const late = lateOption(all);
  if (late !== undefined) return late;
  const given = new Set<string>();
  const includes: string[] = [];
  let definitions = '';
  let file: string | undefined;
  const { items, operands: words } = getopt(all, short, long);
  for (const item of items) {
    if (item.kind === 'error') return { complaint: `nft: ${item.message}\n`, status: 1 };
    const { name, value = '' } = item;
    if (name === 'h') return { out: help, status: 0 };
    if (name === 'v') return { out: version, status: 0 };
    if (name === 'V') return { out: extendedVersion, status: 0 };
    if (unmodelled.includes(name)) return { complaint: `not simulated: nft -${name}\n`, status: 1 };
    if (name === 'D') {
      if (!value.includes('=')) return { complaint: `Failed to define variable '${value}'\n`, status: 1 };
      definitions += `define ${value}; `;
    }
    if (name === 'f') file = value;
    if (name === 'I') includes.push(value);
    given.add(name);
  }
  if (file === undefined && definitions !== '')
    return { complaint: 'Error: -D/--define can only be used with -f/--filename\n', status: 1 };
  if (file === undefined && words.length === 0)
    return { complaint: 'nft: no command specified\n', status: 1 };
  const style: PrintStyle = {
    handles: given.has('a'),
    stateless: given.has('s'),
    terse: given.has('t'),
    numeric: given.has('n'),
    numericProtocol: given.has('p'),
    numericPriority: given.has('y'),
    services: given.has('S'),
    users: given.has('u'),
    interfaceName: (index) => place.devices.byIndex(index)?.name,
  };
  return {
    // A command goes before a file.
    file: words.length > 0 ? undefined : file,
    check: given.has('c'),
    echo: given.has('e'),
    json: given.has('j'),
    style,
    definitions,
    includes,
    words,
  };
}

/** An option behind the command (nft_options_check); a word that begins with a brace ends the search. */
function lateOption(all: readonly string[]): Ending | undefined {
  let column = 'nft '.length;
  let isCommand = false;
  for (let at = 0; at < all.length; at++) {
    const word = all[at] ?? '';
    if (word.startsWith('{')) return undefined;
    if (!word.startsWith('-')) isCommand = true;
    else if (isCommand)
      return {
        complaint: `Error: syntax error, options must be specified before commands\nnft ${all.join(' ')} `,
        out: `\n   ^${'~~'.padStart(column - 2)}\n`,
        status: 1,
      };
    else if (/^-[dDIf]|^--(debug|define|includepath|file)$/.test(word)) {
      column += word.length + 1;
      at++;
    }
    column += (all[at] ?? '').length + 1;
  }
  return undefined;
}
