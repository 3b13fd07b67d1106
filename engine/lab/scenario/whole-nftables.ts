/**
 * kube-proxy's nftables mode (`engine/kubernetes/proxy/later-nftables.ts`), for a page that fetches it apart from the
 * engine.
 */
import '../../kubernetes/proxy/nftables/whole-code.ts';
