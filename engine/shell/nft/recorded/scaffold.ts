/**
 * The table that recorded rules were put into, with what they may refer to; for the tests of this folder.
 */
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { runNft } from '../testing.ts';

export function setUp(place: NetworkNamespace, family: string, chain: string): void {
  const address = family === 'ip6' ? 'ipv6_addr' : 'ipv4_addr';
  const text = `table ${family} t {
    counter c1 { }
    limit l1 { rate 10/second; }
    quota q1 { 100 bytes; }
    synproxy sp1 { mss 1460; wscale 7; }
    ct helper ftp-standard { type "ftp" protocol tcp; }
    ct timeout cttime { protocol tcp; policy = { established : 100 }; }
    ct expectation ctexp { protocol udp; dport 9876; timeout 2m; size 12; }
    set s1 { type ${address}; }
    set ports { type inet_service; elements = { 22, 80 } }
    set cs { type ${address} . inet_service; }
    set dyn { type ${address}; flags dynamic,timeout; size 65535; }
    set dyn2 { type ${address} . inet_service; flags dynamic,timeout; size 65535; }
    map m1 { type ${address} : mark; }
    map vm { type inet_service : verdict; elements = { 22 : accept } }
    chain c1 { }
    chain c { ${chain}; }
  }\n`;
  const { out, status } = runNft(place, ['-f', '-'], text);
  if (status !== 0) throw new Error(out);
}
