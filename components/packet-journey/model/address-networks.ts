/** Which of a cluster's three networks an address belongs to. */
import { Address } from '../../../engine/net/address/address.ts';
import { Prefix } from '../../../engine/net/address/prefix.ts';
import type { NetworkKind } from './journey-model.ts';

export interface ClusterNetworks {
  readonly node: readonly string[];
  readonly pod: readonly string[];
  readonly service: readonly string[];
}

/** The reference cluster's. */
export const referenceNetworks: ClusterNetworks = {
  node: ['10.10.20.0/22'],
  pod: ['10.8.0.0/16'],
  service: ['10.96.0.0/12'],
};

export type Classify = (address: string) => NetworkKind | undefined;

export function classifier(networks: ClusterNetworks): Classify {
  const kinds = (['service', 'pod', 'node'] as const).map((kind) => ({
    kind,
    prefixes: networks[kind].map((text) => Prefix.parse(text)),
  }));
  const known = new Map<string, NetworkKind | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const address = Address.parse(text);
    const found = kinds.find(({ prefixes }) =>
      prefixes.some((prefix) => prefix.family === address.family && prefix.contains(address)),
    )?.kind;
    known.set(text, found);
    return found;
  };
}
