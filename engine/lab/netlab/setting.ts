/**
 * The choices a laboratory is built with: the first line of a recording, or a scenario's name.
 */
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import type { LabMode } from './mode.ts';

export interface LabSetting {
  readonly mode: LabMode;
  readonly services: readonly ServicePort[];
  /** `none`: rules are put in later, by hand. */
  readonly kubeProxy: 'iptables' | 'none';
  /** Default: what the mode leaves. */
  readonly podMtu?: number;
  /** net.bridge.bridge-nf-call-iptables; default 1. */
  readonly bridgeNetfilter?: number;
  /** Of the pods' bridge ports; default true. */
  readonly hairpin?: boolean;
}
