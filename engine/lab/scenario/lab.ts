/**
 * The laboratories as scenarios: `lab/vxlan`, `lab/hostgw`, `lab/calico-vxlan`, `lab/calico-bgp`, `lab/calico-ipip`,
 * with the basic services and kube-proxy in iptables mode. Places: `node/w1`, `pod/default/client`, `gw`, `inet`,
 * `switch`, `laptop`.
 */
import { second } from '../../clock/clock.ts';
import type { Laboratory, Place } from '../laboratory/laboratory.ts';
import { buildLaboratory } from '../netlab/build.ts';
import { nodes, pods } from '../netlab/cluster.ts';
import { type LabMode, labModes } from '../netlab/mode.ts';
import { serviceSets } from '../netlab/services.ts';

export const labScenarios: readonly string[] = labModes.map((mode) => `lab/${mode}`);

/** @returns undefined when there is no such scenario */
export function openLaboratory(scenario: string): Laboratory | undefined {
  const mode = labModes.find((candidate): candidate is LabMode => `lab/${candidate}` === scenario);
  if (mode === undefined) return undefined;
  const laboratory = buildLaboratory({
    mode,
    services: serviceSets.get('basic') ?? [],
    kubeProxy: 'iptables',
  });
  // Link-local addresses are no longer tentative then.
  laboratory.pass(3 * second);
  return laboratory;
}

/** Names a reader may give for the places of a laboratory, in the order of building; the first is the default. */
export function labPlaceNames(laboratory: Laboratory): ReadonlyMap<string, Place> {
  const names = new Map<string, Place>();
  for (const { name, role } of pods)
    names.set(`pod/${role === 'dns' ? 'kube-system' : 'default'}/${name}`, laboratory.place(name));
  for (const { name } of nodes) names.set(`node/${name}`, laboratory.place(name));
  for (const name of ['laptop', 'gw', 'inet', 'switch']) names.set(name, laboratory.place(name));
  return names;
}

/** `PLACE` as typed: one of `labPlaceNames`, with or without a container, or the laboratory's own short name. */
export function findLabPlace(laboratory: Laboratory, name: string): Place | undefined {
  const withoutContainer = name.startsWith('pod/') ? (name.split(':')[0] ?? name) : name;
  return labPlaceNames(laboratory).get(withoutContainer) ?? laboratory.places.get(name);
}
