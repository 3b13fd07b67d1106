/**
 * One step of building a laboratory: what `ip`, `bridge`, `sysctl` and `iptables-restore` would be asked for, as
 * data. The order of steps is part of what is built: interface indexes, `@ifN` and namespace numbers follow it.
 *
 * `namespace` is a laboratory's own name for a network namespace (`w1`, `client`); the builder knows which kernel's it is.
 */

import type { Provenance } from '../../linux/journey/event.ts';

export interface LinkOptions {
  readonly name: string;
  readonly mac?: string;
  readonly mtu?: number;
}

export type LinkKind =
  | { readonly kind: 'bridge'; readonly forwardDelay?: number }
  | {
      readonly kind: 'vxlan';
      readonly id: number;
      readonly local: string;
      readonly device: string;
      readonly port: number;
      readonly learning: boolean;
    }
  | { readonly kind: 'dummy' }
  /** The other end lies in `namespace`. */
  | { readonly kind: 'veth'; readonly peer: LinkOptions & { readonly namespace: string } }
  /** An IPIP tunnel that a program carries: `remotes` maps each /24 of the other side to who has it. */
  | { readonly kind: 'tun-ipip'; readonly local: string; readonly remotes: ReadonlyMap<string, string> };

export type RouteType = 'unicast' | 'blackhole' | 'unreachable' | 'prohibit';

export interface RouteStep {
  readonly type: RouteType;
  /** `default` or a prefix. */
  readonly destination: string;
  readonly via?: string;
  readonly device?: string;
  readonly source?: string;
  readonly scope?: 'global' | 'link' | 'host';
  readonly onlink?: boolean;
  /** As in rt_protos: `boot`, `static`, `bird`, or a number. */
  readonly protocol?: string;
  readonly metric?: number;
  readonly table?: string;
}

export interface RuleStep {
  readonly priority?: number;
  readonly from?: string;
  readonly to?: string;
  readonly mark?: string;
  readonly inDevice?: string;
  readonly table: string;
}

type InNamespace =
  /** A machine of its own; `namespace` is its name and its own network namespace. */
  | { readonly do: 'machine' }
  /** `ip netns add name` on a machine; from then on the laboratory calls it `namespace`. */
  | { readonly do: 'netns'; readonly machine: string; readonly name: string }
  | { readonly do: 'link'; readonly options: LinkOptions; readonly link: LinkKind }
  | { readonly do: 'mtu'; readonly device: string; readonly mtu: number }
  | { readonly do: 'up'; readonly device: string }
  | { readonly do: 'master'; readonly device: string; readonly bridge: string }
  | { readonly do: 'hairpin'; readonly device: string; readonly on: boolean }
  | {
      readonly do: 'address';
      readonly device: string;
      readonly prefix: string;
      /** `brd +`: with the broadcast address of the prefix. */
      readonly broadcast: boolean;
    }
  | { readonly do: 'route'; readonly route: RouteStep }
  | { readonly do: 'rule'; readonly rule: RuleStep }
  | {
      readonly do: 'neighbour';
      readonly address: string;
      readonly mac: string;
      readonly device: string;
      readonly state: 'permanent' | 'reachable' | 'stale' | 'noarp';
    }
  | { readonly do: 'fdb'; readonly mac: string; readonly device: string; readonly remote: string }
  | { readonly do: 'sysctl'; readonly name: string; readonly value: number | string }
  | {
      readonly do: 'iptables';
      readonly text: string;
      /** `--noflush`: what is there stays. */
      readonly keep: boolean;
      /** For each line of the text, whom it was written for. */
      readonly because?: readonly Provenance[];
    };

export type LabStep = InNamespace & {
  readonly namespace: string;
  /** Who does it, for provenance; `ip` and its like by default. */
  readonly writer?: string;
};
