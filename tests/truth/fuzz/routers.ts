/** Routers with random routes and rules: missing ways, ways that end, forwarding off, translation in every place. */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData } from './case-data.ts';
import { chance, several } from './draw.ts';
import { line, lineProbe, net } from './lines.ts';
import { ruleSet } from './rules.ts';

const deadEnds = ['blackhole', 'unreachable', 'prohibit'];

export function routers(random: Random, id: string): CaseData {
  const ground = line(random);
  const { r1, r2, ports, topo } = ground;
  const draw = random.fraction();
  if (draw > 0.08) r1.route?.push(`${net.servers}.0/24 via ${net.middle}.2`);
  else if (draw > 0.04) r1.route?.push(`${random.pick(deadEnds)} ${net.servers}.0/24`);
  if (chance(random, 0.94)) r2.route?.push(`${net.client}.0/24 via ${net.middle}.1`);
  if (chance(random, 0.15)) r1.route?.push(`${random.pick([...deadEnds, 'throw'])} ${net.servers}.11/32`);
  if (chance(random, 0.2)) r2.route?.push(`default via ${net.middle}.1`);
  for (const router of [r1, r2])
    if (chance(random, 0.8)) router.iptables = ruleSet(random, { ports, devices: ['eth0', 'eth1'] });
  return {
    id,
    topo,
    probes: several(random, 8, 12, () => lineProbe(random, ground)),
    after: ['r1', 'r2'].map((name) => [name, "iptables-save -c | grep -v '^#'"]),
  };
}
