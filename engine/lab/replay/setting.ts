/**
 * The laboratory that a recording's first line asks for.
 */
import { FormatError } from '../format/fields.ts';
import { serviceSets } from '../netlab/services.ts';
import type { LabSetting } from '../netlab/setting.ts';
import type { LabLine } from './recording.ts';

/** @throws FormatError for a set of services that nobody knows */
export function settingOf(lab: LabLine): LabSetting {
  const services = typeof lab.services === 'string' ? serviceSets.get(lab.services) : lab.services;
  if (services === undefined)
    throw new FormatError(
      `no services "${String(lab.services)}": known are ${[...serviceSets.keys()].join(', ')}`,
    );
  return {
    mode: lab.lab,
    services,
    kubeProxy: lab.kube_proxy,
    ...(lab.pod_mtu === undefined ? {} : { podMtu: lab.pod_mtu }),
    ...(lab.bridge_nf === undefined ? {} : { bridgeNetfilter: lab.bridge_nf }),
    ...(lab.hairpin === undefined ? {} : { hairpin: lab.hairpin }),
  };
}
