/**
 * nft reset: shows counters and quotas, and sets them to zero (nft's src/rule.c: do_command_reset).
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { NotModelled } from '../../linux/netfilter/nftables/error.ts';
import type { NftCommand } from '../../linux/netfilter/nftables/parse/command.ts';
import type { PrintStyle } from '../../linux/netfilter/nftables/print/value.ts';
import { nfTables } from '../../linux/netfilter/nftables/tables.ts';
import { listing } from './listing.ts';

export function reset(namespace: NetworkNamespace, command: NftCommand, style: PrintStyle): string {
  if (command.object !== 'object' && command.object !== 'objects')
    throw new NotModelled(`nft reset ${command.object}`);
  const out = listing(namespace, command, style)
    .map((piece) => piece.out)
    .join('');
  for (const table of nfTables.of(namespace).tables) {
    if (command.family !== undefined && table.family !== command.family) continue;
    if (command.table !== undefined && table.name !== command.table) continue;
    for (const { type, name, body } of table.objects.values()) {
      if (type !== command.type || (command.object === 'object' && name !== command.name)) continue;
      if (body.kind === 'counter') Object.assign(body, { packets: 0, bytes: 0 });
      else if (body.kind === 'quota') body.used = 0;
    }
  }
  return out;
}
