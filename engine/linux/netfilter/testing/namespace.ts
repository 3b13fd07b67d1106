/**
 * A machine's network namespace with nothing in it, for the tests of this room.
 */
import { Clock } from '../../../clock/clock.ts';
import { Random } from '../../../clock/random.ts';
import { Environment } from '../../environment.ts';
import { JourneyBus } from '../../journey/event.ts';
import { Machine } from '../../machine/machine.ts';
import { everyModule } from '../../module/every.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';

export function aNamespace(): NetworkNamespace {
  const environment = new Environment({
    clock: new Clock(),
    random: new Random('netfilter'),
    journeys: new JourneyBus(),
    epoch: Date.UTC(2026, 10, 22),
    modules: everyModule,
  });
  return new Machine(environment, 'k8s-w1').host;
}
