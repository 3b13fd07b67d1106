/**
 * The networks the lab can be built with: who carries a packet from node to node, and what that leaves of the MTU.
 */
export const labModes = ['vxlan', 'hostgw', 'calico-vxlan', 'calico-bgp', 'calico-ipip'] as const;

export type LabMode = (typeof labModes)[number];

const podMtus: Readonly<Record<LabMode, number>> = {
  vxlan: 1450,
  hostgw: 1500,
  'calico-vxlan': 1450,
  'calico-bgp': 1500,
  'calico-ipip': 1480,
};

export function podMtu(mode: LabMode): number {
  return podMtus[mode];
}

/** Pods hang on routed links instead of a bridge. */
export function isCalico(mode: LabMode): boolean {
  return mode.startsWith('calico');
}
