/**
 * The help text of conntrack 1.4.7, and of its protocols.
 */
import { protocolNameOf } from '../services/services.ts';

export const help = `Command line interface for the connection tracking system. Version 1.4.7
Usage: conntrack [commands] [options]

Commands:
  -L [table] [options]		List conntrack or expectation table
  -G [table] parameters		Get conntrack or expectation
  -D [table] parameters		Delete conntrack or expectation
  -I [table] parameters		Create a conntrack or expectation
  -U [table] parameters		Update a conntrack
  -E [table] [options]		Show events
  -F [table]			Flush table
  -C [table]			Show counter
  -S				Show statistics

Tables: conntrack, expect, dying, unconfirmed

Conntrack parameters and options:
  -n, --src-nat ip			source NAT ip
  -g, --dst-nat ip			destination NAT ip
  -j, --any-nat ip			source or destination NAT ip
  -m, --mark mark			Set mark
  -c, --secmark secmark			Set selinux secmark
  -e, --event-mask eventmask		Event mask, eg. NEW,DESTROY
  -z, --zero 				Zero counters while listing
  -o, --output type[,...]		Output format, eg. xml
  -l, --label label[,...]		conntrack labels

Expectation parameters and options:
  --tuple-src ip	Source address in expect tuple
  --tuple-dst ip	Destination address in expect tuple

Updating parameters and options:
  --label-add label	Add label
  --label-del label	Delete label

Common parameters and options:
  -s, --src, --orig-src ip		Source address from original direction
  -d, --dst, --orig-dst ip		Destination address from original direction
  -r, --reply-src ip		Source addres from reply direction
  -q, --reply-dst ip		Destination address from reply direction
  -p, --protonum proto		Layer 4 Protocol, eg. 'tcp'
  -f, --family proto		Layer 3 Protocol, eg. 'ipv6'
  -t, --timeout timeout		Set timeout
  -u, --status status		Set status, eg. ASSURED
  -w, --zone value		Set conntrack zone
  --orig-zone value		Set zone for original direction
  --reply-zone value		Set zone for reply direction
  -b, --buffer-size		Netlink socket buffer size
  --mask-src ip			Source mask address
  --mask-dst ip			Destination mask address

`;

const ends = (what: string): string =>
  [
    ['orig', 'src', 'original source'],
    ['orig', 'dst', 'original destination'],
    ['reply', 'src', 'reply source'],
    ['reply', 'dst', 'reply destination'],
    ['mask', 'src', 'mask source'],
    ['mask', 'dst', 'mask destination'],
    ['tuple', 'src', 'expectation tuple src'],
    ['tuple', 'src', 'expectation tuple dst'],
  ]
    .map(([direction = '', end = '', words = '']) => `  --${direction}-${what}-${end}\t\t${words} ${what}\n`)
    .join('');

const icmp = (name: string): string =>
  ['type', 'code', 'id'].map((what) => `  --${name}-${what}\t\t\t${name} ${what}\n`).join('');

const state = (name: string, example: string): string => `  --state\t\t\t${name} state, fe. ${example}\n`;

const protocols: Readonly<Record<number, readonly [name: string, options: () => string]>> = {
  1: ['icmp', () => icmp('icmp')],
  6: ['tcp', () => ends('port') + state('TCP', 'ESTABLISHED')],
  17: ['udp', () => ends('port')],
  33: ['dccp', () => ends('port') + state('DCCP', 'RESPOND')],
  47: ['gre', () => ends('key')],
  58: ['icmpv6', () => icmp('icmpv6')],
  132: [
    'sctp',
    () =>
      `${ends('port')}${state('SCTP', 'ESTABLISHED')}  --orig-vtag\t\toriginal verification tag\n  --reply-vtag\t\treply verification tag\n`,
  ],
  136: ['udplite', () => ends('port')],
};

/** What follows the help after `-p`. */
export function protocolHelp(protocol = 0): string {
  const known = protocols[protocol];
  if (known === undefined)
    return `Proto \`${protocolNameOf(protocol) ?? 'unknown'}' help:\n  no options (unsupported)\n`;
  return `Proto \`${known[0]}' help:\n${known[1]()}`;
}
