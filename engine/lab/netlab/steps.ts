/**
 * The whole lab as steps, in the order in which it was built for the recordings: machines and wires, the pod network,
 * pods, rules.
 */
import type { LabStep } from '../configure/step.ts';
import { calicoSteps } from './calico.ts';
import { flannelSteps } from './flannel.ts';
import { lanSteps } from './lan.ts';
import { isCalico } from './mode.ts';
import { podSteps } from './pods.ts';
import { ruleSteps } from './rules.ts';
import type { LabSetting } from './setting.ts';

export function labSteps(setting: LabSetting): LabStep[] {
  return [
    ...lanSteps(setting),
    ...(isCalico(setting.mode) ? calicoSteps(setting) : flannelSteps(setting)),
    ...podSteps(setting),
    ...ruleSteps(setting),
  ];
}
