/**
 * The laboratory that a recording's first line asks for.
 */
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import { FormatError } from '../format/fields.ts';
import { serviceSets } from '../netlab/services.ts';
import type { LabSetting } from '../netlab/setting.ts';
import type { LabLine } from './recording.ts';

/** @throws FormatError for a set of services that nobody knows */
export function settingOf(lab: LabLine): LabSetting {
  const services = typeof lab.services === 'string' ? namedSet(lab.services) : lab.services;
  return {
    mode: lab.lab,
    services,
    kubeProxy: lab.kube_proxy,
    ...(lab.pod_mtu === undefined ? {} : { podMtu: lab.pod_mtu }),
    ...(lab.bridge_nf === undefined ? {} : { bridgeNetfilter: lab.bridge_nf }),
    ...(lab.hairpin === undefined ? {} : { hairpin: lab.hairpin }),
  };
}

function namedSet(name: string): readonly ServicePort[] {
  const services = serviceSets.get(name);
  if (services === undefined)
    throw new FormatError(`no services "${name}": known are ${[...serviceSets.keys()].join(', ')}`);
  return services;
}
