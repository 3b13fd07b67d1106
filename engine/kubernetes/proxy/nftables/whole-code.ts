/**
 * Importing this module brings kube-proxy's nftables mode to every world of the program (`../later-nftables.ts`): a
 * figure's engine does without it.
 */
import { bringNftables } from '../later-nftables.ts';
import { NftablesProxy } from './proxy.ts';

bringNftables(NftablesProxy);
