/**
 * Forcing the endpoints that the recorded kernel drew: while a command runs, the chains of a service port draw the given
 * endpoints in order, round and round.
 */
import { chainsOf, endpointChain } from '../../kubernetes/proxy/iptables/chains.ts';
import { endpointName, servicePortName } from '../../kubernetes/proxy/iptables/service-port.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';
import { nodes } from '../netlab/cluster.ts';
import type { LabSetting } from '../netlab/setting.ts';
import type { Picks } from './recording.ts';

export class Picker {
  readonly #laboratory: Laboratory;
  readonly #setting: LabSetting;

  constructor(laboratory: Laboratory, setting: LabSetting) {
    this.#laboratory = laboratory;
    this.#setting = setting;
  }

  /** @param picks endpoints per service port; undefined leaves all draws to chance */
  during(picks: Picks | undefined, action: () => void): void {
    if (picks === undefined || this.#setting.kubeProxy === 'none') {
      action();
      return;
    }
    const netfilters = nodes.map(({ name }) => this.#laboratory.place(name).namespace.netfilter);
    // Each node draws for itself.
    for (const netfilter of netfilters) {
      const targets = this.#targets(picks);
      const drawn = new Map<string, number>();
      netfilter.pick = (chain) => {
        const wanted = targets.get(chain);
        const count = drawn.get(chain) ?? 0;
        drawn.set(chain, count + 1);
        return wanted?.[count % wanted.length];
      };
    }
    action();
    for (const netfilter of netfilters) netfilter.pick = undefined;
  }

  /** Chain of a service port to the chains of the endpoints it is to draw. */
  #targets(picks: Picks): ReadonlyMap<string, readonly string[]> {
    const targets = new Map<string, readonly string[]>();
    for (const service of this.#setting.services) {
      const names = picks.get(servicePortName(service));
      if (names === undefined) continue;
      const chains = names.flatMap((name) => {
        const endpoint = service.endpoints.find((candidate) => endpointName(candidate) === name);
        return endpoint === undefined ? [] : [endpointChain(service, endpoint)];
      });
      const { cluster, local } = chainsOf(service);
      targets.set(cluster, chains);
      targets.set(local, chains);
    }
    return targets;
  }
}
