/**
 * Netfilter of one network namespace: connection tracking, address translation and the rule sets, put together.
 *
 * Nothing is registered on the hooks until a rule asks for it (nf_ct_netns_get, nf_register_net_hooks), so a pod
 * without rules pays nothing: even the parts are made on first use.
 */
import type { Random } from '../../clock/random.ts';
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { Conntrack } from './conntrack/conntrack.ts';
import { Ruleset } from './iptables/ruleset.ts';
import { Nat } from './nat/nat.ts';
import type { TraceBus } from './trace/trace.ts';

/**
 * Which endpoint a service draws. Consulted once for each passage of a packet through a chain that has a rule with
 * `-m statistic --mode random`: the name of the chain, and the chains its rules jump to. What it returns is the chain
 * whose rule matches; `undefined`, or a chain that is not among them, leaves it to chance. Recordings and oracles force
 * the kernel's own draw by it.
 */
export type EndpointPick = (chain: string, candidates: readonly string[]) => string | undefined;

export class Netfilter {
  /** See EndpointPick; normally unset. */
  pick: EndpointPick | undefined;
  /** What rules do with packets that are marked for it; undefined until somebody wants to hear. */
  trace: TraceBus | undefined;
  readonly #namespace: NetworkNamespace;
  #conntrack: Conntrack | undefined;
  #nat: Nat | undefined;
  #tableHandle = 0;
  #chance: Random | undefined;
  readonly #rulesets = new Map<string, Ruleset>();

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
  }

  get conntrack(): Conntrack {
    this.#conntrack ??= new Conntrack(this.#namespace);
    return this.#conntrack;
  }

  get nat(): Nat {
    this.#nat ??= new Nat(this.#namespace, this.conntrack);
    return this.#nat;
  }

  /** The rules of `iptables`. */
  get iptables(): Ruleset {
    return this.#ruleset(4, 'nft');
  }

  /** The rules of `ip6tables`. */
  get ip6tables(): Ruleset {
    return this.#ruleset(6, 'nft');
  }

  /** The rules of `iptables-legacy`, which the kernel keeps beside the others. */
  get legacy(): Ruleset {
    return this.#ruleset(4, 'legacy');
  }

  /** The rules of `ip6tables-legacy`. */
  get legacy6(): Ruleset {
    return this.#ruleset(6, 'legacy');
  }

  /** The handle of a new table, `nft`'s or `iptables-nft`'s: they count together. */
  nextTableHandle(): number {
    return ++this.#tableHandle;
  }

  /** What `-m statistic` draws from. */
  get chance(): Random {
    this.#chance ??= this.#namespace.environment.random.fork(
      `statistic/${this.#namespace.machine.name}/${this.#namespace.name}`,
    );
    return this.#chance;
  }

  /**
   * Connections masqueraded as a device's address die with the device (masq_device_event) or with the one address
   * (masq_inet_event).
   */
  forgetMasqueraded(device: NetDevice, as?: Address): void {
    const conntrack = this.#conntrack;
    if (conntrack === undefined) return;
    for (const connection of conntrack.list())
      if (
        connection.masqueradeIndex === device.index &&
        (as === undefined || connection.reply.destination === as)
      )
        conntrack.delete(connection);
  }

  #ruleset(family: 4 | 6, dialect: 'nft' | 'legacy'): Ruleset {
    const key = `${dialect} ${String(family)}`;
    let ruleset = this.#rulesets.get(key);
    if (ruleset === undefined) {
      ruleset = new Ruleset(this.#namespace, this, family, dialect);
      this.#rulesets.set(key, ruleset);
    }
    return ruleset;
  }
}

export function createNetfilter(namespace: NetworkNamespace): Netfilter {
  return new Netfilter(namespace);
}
