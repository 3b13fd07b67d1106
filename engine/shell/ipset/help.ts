/**
 * The help of ipset 7.17: of all commands, of the types with their revisions, and of one type, put together from what its
 * commands take.
 */
import { icmpNames, icmpv6Names } from '../../linux/netfilter/iptables/names/icmp.ts';
import { type SetType, setTypes } from '../../linux/netfilter/ipset/set-type.ts';
import { addOptions, createOptions, testOptions } from './arguments.ts';

const general = `ipset v7.17

Usage: ipset [options] COMMAND

Commands:
create SETNAME TYPENAME [type-specific-options]
        Create a new set
add SETNAME ENTRY
        Add entry to the named set
del SETNAME ENTRY
        Delete entry from the named set
test SETNAME ENTRY
        Test entry in the named set
destroy [SETNAME]
        Destroy a named set or all sets
list [SETNAME]
        List the entries of a named set or all sets
save [SETNAME]
        Save the named set or all sets to stdout
restore 
        Restore a saved state
flush [SETNAME]
        Flush a named set or all sets
rename FROM-SETNAME TO-SETNAME
        Rename two sets
swap FROM-SETNAME TO-SETNAME
        Swap the contect of two existing sets
help [TYPENAME]
        Print help, and settype specific help
version 
        Print version information
quit 
        Quit interactive mode

Options:
-o plain|save|xml
       Specify output mode for listing sets.
       Default value for "list" command is mode "plain"
       and for "save" command is mode "save".
-s 
        Print elements sorted (if supported by the set type).
-q 
        Suppress any notice or warning message.
-r 
        Try to resolve IP addresses in the output (slow!)
-! 
        Ignore errors when creating or adding sets or
        elements that do exist or when deleting elements
        that don't exist.
-n 
        When listing, just list setnames from the kernel.

-t 
        When listing, list setnames and set headers
        from kernel only.
-f 
        Read from the given file instead of standard
        input (restore) or write to given file instead
        of standard output (list/save).
`;

/** What came with each revision, the newest first. */
const history: readonly (readonly [name: string, revisions: string])[] = [
  ['list:set', 'skbinfo support;comment support;counters support;Initial revision'],
  ['hash:mac', 'bucketsize, initval support;Initial revision'],
  ['hash:ip,mac', 'bucketsize, initval support;Initial revision'],
  [
    'hash:net,iface',
    'bucketsize, initval support;skbinfo and wildcard support;skbinfo support;forceadd support;comment support;counters support;/0 network support;nomatch flag support;Initial revision',
  ],
  [
    'hash:net,port',
    'bucketsize, initval support;skbinfo support;forceadd support;comment support;counters support;nomatch flag support;Add/del range support;SCTP and UDPLITE support',
  ],
  ['hash:net,port,net', 'bucketsize, initval support;skbinfo support;forceadd support;initial revision'],
  [
    'hash:net,net',
    'netmask and bitmask support;bucketsize, initval support;skbinfo support;forceadd support;initial revision',
  ],
  [
    'hash:net',
    'bucketsize, initval support;skbinfo support;forceadd support;comment support;counters support;nomatch flag support;Add/del range support;Initial revision',
  ],
  [
    'hash:ip,port,net',
    'bucketsize, initval support;skbinfo support;forceadd support;comment support;counters support;nomatch flag support;Add/del range support;SCTP and UDPLITE support',
  ],
  [
    'hash:ip,port,ip',
    'bucketsize, initval support;skbinfo support;forceadd support;comment support;counters support;SCTP and UDPLITE support',
  ],
  ['hash:ip,mark', 'bucketsize, initval support;skbinfo support;forceadd support;initial revision'],
  [
    'hash:ip,port',
    'netmask and bitmask support;bucketsize, initval support;skbinfo support;forceadd support;comment support;counters support;SCTP and UDPLITE support',
  ],
  [
    'hash:ip',
    'bitmask support;bucketsize, initval support;skbinfo support;forceadd support;comment support;counters support;Initial revision',
  ],
  ['bitmap:port', 'skbinfo support;comment support;counters support;Initial revision'],
  ['bitmap:ip,mac', 'skbinfo support;comment support;counters support;Initial revision'],
  ['bitmap:ip', 'skbinfo support;comment support;counters support;Initial revision'],
];

export function help(types: 'with types' | 'without'): string {
  if (types === 'without') return general;
  const lines = history.flatMap(([name, revisions]) => {
    const newest = setTypes.get(name)?.revision ?? 0;
    const tabs = name.length < 12 ? '\t\t' : '\t';
    return revisions.split(';').map((text, at) => `    ${name}${tabs}${String(newest - at)}\t${text}\n`);
  });
  return `${general}\nSupported set types:\n${lines.join('')}`;
}

/** How an element is written, for adding and for asking. */
const elements: Readonly<Record<string, readonly [add: string, test?: string]>> = {
  'bitmap:ip': ['IP|IP/CIDR|FROM-TO', 'IP'],
  'bitmap:ip,mac': ['IP[,MAC]'],
  'bitmap:port': ['[PROTO:]PORT|FROM-TO', '[PROTO:]PORT'],
  'hash:ip': ['IP'],
  'hash:ip,mac': ['IP,MAC'],
  'hash:ip,mark': ['IP,MARK'],
  'hash:ip,port': ['IP,[PROTO:]PORT'],
  'hash:ip,port,ip': ['IP,[PROTO:]PORT,IP'],
  'hash:ip,port,net': ['IP,[PROTO:]PORT,IP[/CIDR]'],
  'hash:mac': ['MAC'],
  'hash:net': ['IP[/CIDR]'],
  'hash:net,iface': ['IP[/CIDR]|FROM-TO,[physdev:]IFACE', 'IP[/CIDR],[physdev:]IFACE'],
  'hash:net,net': ['IP[/CIDR]|FROM-TO,IP[/CIDR]|FROM-TO', 'IP[/CIDR],IP[/CIDR]'],
  'hash:net,port': ['IP[/CIDR]|FROM-TO,[PROTO:]PORT', 'IP[/CIDR],[PROTO:]PORT'],
  'hash:net,port,net': ['IP[/CIDR],[PROTO:]PORT,IP[/CIDR]'],
  'list:set': ['NAME [before|after NAME]'],
};

const indent = '      ';
const inet = 'where depending on the INET family\n';
const anIp = `${indent}IP is a valid IPv4 or IPv6 address (or hostname)`;
const ips = `${indent}IP are valid IPv4 or IPv6 addresses (or hostnames),\n`;
const aCidr = `${indent}CIDR is a valid IPv4 or IPv6 CIDR prefix.\n`;
const several = `${indent}Adding/deleting multiple elements in IP/CIDR or FROM-TO form\n`;
const forV4 = `${indent}is supported for IPv4.\n`;
const inFirst = `${indent}in the first IP component is supported for IPv4.\n`;
const inBoth = `${indent}in both IP components are supported for IPv4.\n`;
const ranges = `${indent}Adding/deleting multiple elements with TCP/SCTP/UDP/UDPLITE\n${indent}port range is supported both for IPv4 and IPv6.\n`;
const bitmapIp = `where IP, FROM and TO are IPv4 addresses (or hostnames),\n${indent}CIDR is a valid IPv4 CIDR prefix.\n`;
const netIp = `${indent}IP is an IPv4 or IPv6 address (or hostname),\n`;

/** The tool's own list, in which two names are misspelt and types that only group codes are left out. */
function codeNames(): string {
  const grouping = [
    'any',
    'destination-unreachable',
    'redirect',
    'time-exceeded',
    'ttl-exceeded',
    'parameter-problem',
  ];
  const four = icmpNames.map(({ name }) => name).filter((name) => !grouping.includes(name));
  const six = icmpv6Names
    .map(({ name }) => name.replace('neighbor', 'neigbour'))
    .filter(
      (name) =>
        (name === 'redirect' || !grouping.includes(name)) &&
        !['beyond-scope', 'failed-policy', 'reject-route'].includes(name),
    );
  const list = (names: readonly string[]): string => names.map((name) => `               ${name}\n`).join('');
  return `           Supported ICMP codenames:\n${list(four)}           Supported ICMPv6 codenames:\n${list(six)}`;
}

function ports(): string {
  return `      [PROTO:]PORT is a valid pattern of the following:
           PORTNAME         TCP port name from /etc/services
           PORTNUMBER       TCP port number identifier
           tcp|sctp|udp|udplite:PORTNAME|PORTNUMBER
           icmp:CODENAME    supported ICMP codename
           icmp:TYPE/CODE   ICMP type/code value
           icmpv6:CODENAME  supported ICMPv6 codename
           icmpv6:TYPE/CODE ICMPv6 type/code value
           PROTO:0          all other protocols

${codeNames()}`;
}

const notes: Readonly<Record<string, () => string>> = {
  'bitmap:ip': () => bitmapIp,
  'bitmap:ip,mac': () => `${bitmapIp}${indent}MAC is a valid MAC address.\n`,
  'bitmap:port': () =>
    `where PORT, FROM and TO are port numbers or port names from /etc/services.\n${indent}PROTO is only needed if a service name is used and it does not exist\n${indent}as a TCP service; just the resolved service numer is stored in the set.\n`,
  'hash:ip': () => `${inet}${anIp},\n${aCidr}${several}${forV4}`,
  'hash:ip,mac': () => `${inet}${anIp},\n${indent}MAC is a MAC address.\n`,
  'hash:ip,mark': () =>
    `${inet}${anIp}.\n${several}${forV4}${indent}Adding/deleting single mark element\n${indent}is supported both for IPv4 and IPv6.\n`,
  'hash:ip,port': () => `${inet}${anIp}.\n${several}${forV4}${ranges}${ports()}`,
  'hash:ip,port,ip': () => `${inet}${anIp}.\n${several}${inFirst}${ranges}${ports()}`,
  'hash:ip,port,net': () => `${inet}${ips}${aCidr}${several}${inFirst}${ranges}${ports()}`,
  'hash:mac': () => '\n',
  'hash:net': () => `${inet}${netIp}${aCidr}`,
  'hash:net,iface': () =>
    `${inet}${anIp},\n${aCidr}${indent}Adding/deleting multiple elements with IPv4 is supported.\n`,
  'hash:net,net': () => `${inet}${netIp}${aCidr}${indent}IP range is not supported with IPv6.\n`,
  'hash:net,port': () => `${inet}${anIp},\n${aCidr}${ranges}${ports()}`,
  'hash:net,port,net': () => `${inet}${ips}${aCidr}${several}${inBoth}${ranges}${ports()}`,
  'list:set': () => 'where NAME are existing set names.\n',
};

const values: Readonly<Record<string, string>> = {
  family: '[family inet|inet6]|[-4|-6]',
  netmask: '[netmask CIDR]',
  bitmask: '[bitmask bitmask]',
  comment: '[comment "string"]',
  before: '[before|after NAME]',
};

function optionLines(names: Iterable<readonly [string, 'flag' | 'value']>): string {
  return [...names]
    .filter(([name]) => name !== 'range' && name !== 'after')
    .map(([name, kind]) => {
      const text = kind === 'flag' ? `[${name}]` : (values[name] ?? `[${name} VALUE]`);
      return `               ${text}\n`;
    })
    .join('');
}

function families({ name, method, dimensions }: SetType): string {
  if (name.startsWith('bitmap:ip')) return 'supports family inet only.';
  if (method === 'hash' && dimensions.some((each) => each === 'ip' || each === 'net'))
    return 'supports inet and inet6.';
  return 'is family neutral.';
}

export function typeHelp(type: SetType): string {
  const { name } = type;
  const [add = '', test = add] = elements[name] ?? [];
  const range =
    type.method === 'bitmap' ? `range ${name === 'bitmap:port' ? '[PROTO:]FROM-TO' : 'IP/CIDR|FROM-TO'}` : '';
  const asking = testOptions(type);
  const deleting = [...asking].filter(([option]) => option !== 'nomatch');
  return (
    `${name} type specific options:\n\ncreate SETNAME ${name} ${range}\n${optionLines(createOptions(type))}` +
    `add    SETNAME ${name} ${add}\n${optionLines(addOptions(type))}` +
    `del    SETNAME ${name} ${add}\n${optionLines(deleting)}` +
    `test   SETNAME ${name} ${test}\n${optionLines(asking)}\n${notes[name]?.() ?? ''}\nType ${name} ${families(type)}\n`
  );
}
