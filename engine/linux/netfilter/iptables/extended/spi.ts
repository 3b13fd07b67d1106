/**
 * `-m esp`, `-m ah`, `-m ipcomp`: the security parameters a packet names (net/netfilter/xt_esp.c,
 * net/ipv4/netfilter/ipt_ah.c, net/netfilter/xt_ipcomp.c).
 */
import type { Options } from '../shape.ts';
import { matchOf } from '../shape.ts';
import { transportData, word } from './transport-data.ts';

const most = 0xffff_ffff;

function spiMatch(
  name: string,
  protocol: number,
  option: string,
  shown: readonly [listed: string, translated: string],
  read: (data: Uint8Array) => number | undefined,
) {
  const [listed, translated] = shown;
  const isAll = (options: Options): boolean => {
    const pair = options.pair(option);
    return pair === undefined || (pair[0] === 0 && pair[1] === most && !options.inverted(option));
  };
  const text = (options: Options, dash: string): string => {
    const [first, last] = options.pair(option) ?? [0, most];
    return first === last ? String(first) : `${String(first)}${dash}${String(last)}`;
  };
  const reserved = name === 'ipcomp' ? ({ compres: { kind: 'flag' } } as const) : {};
  return matchOf({
    name,
    options: { [option]: { kind: 'range', inverts: true }, ...reserved },
    // Of IPv6 an authentication header may stand before anything.
    isRefused: ({ family }, context) =>
      (name !== 'ah' || family === 4) && (context.protocol !== protocol || context.protocolInverted),
    save(options) {
      const parts = isAll(options)
        ? []
        : [`${options.inverted(option) ? '! ' : ''}--${option} ${text(options, ':')}`];
      if (options.has('compres'))
        return [...(parts.length === 0 ? [`--${option} 0`] : parts), '--compres'].join(' ');
      return parts.join(' ');
    },
    print(options) {
      if (options.has('compres')) return `${listed} spi:0 reserved`;
      if (isAll(options)) return listed;
      const range = text(options, ':');
      return `${listed} spi${range.includes(':') ? 's' : ''}:${options.inverted(option) ? '!' : ''}${range}`;
    },
    translate: (options) =>
      options.has('compres')
        ? `${translated} 0`
        : isAll(options)
          ? ''
          : `${translated} ${options.inverted(option) ? '!= ' : ''}${text(options, '-')}`,
    compile(options) {
      const [first, last] = options.pair(option) ?? [0, most];
      const inverted = options.inverted(option);
      return ({ packet }) => {
        const data = transportData(packet, protocol);
        const spi = data && read(data);
        return spi !== undefined && (spi >= first && spi <= last) !== inverted;
      };
    },
  });
}

export const spiMatches = [
  spiMatch('esp', 50, 'espspi', ['esp', 'esp spi'], (data) => word(data, 0)),
  spiMatch('ah', 51, 'ahspi', ['ah', 'ah spi'], (data) => word(data, 4)),
  spiMatch('ipcomp', 108, 'ipcompspi', ['comp', 'comp cpi'], (data) => {
    const first = word(data, 0);
    return first === undefined ? undefined : first & 0xffff;
  }),
];
