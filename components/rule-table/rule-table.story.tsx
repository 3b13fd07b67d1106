/** The rules of the client's node; with a packet followed through a Service; two hundred rules. */
import type { RuleTableView } from '../../engine/lab/view/rules.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import type { Stories } from '../testing/story.ts';
import { addresses, openStory, storySpec } from '../testing/story-cluster.ts';
import { RuleTable } from './RuleTable.tsx';
import { ruleWalk } from './rule-walk.ts';

const world = openStory();
const place = 'node/k8s-w1';
const rules = world.look('rules', place) ?? [];
const built = { place, at: world.now, view: rules, places: world.places() };
const journey = world.journey({
  from: 'pod/default/client',
  to: addresses.web,
  port: 80,
  protocol: 'tcp',
  endpoint: `${addresses['web-2']}:80`,
});
const walk = ruleWalk(projectJourney(journey, { map: world.map(), wallTime: world.wallTime }));

/** As many Services as make two hundred rules of it. */
function many(tables: readonly RuleTableView[]): readonly RuleTableView[] {
  return tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => {
      const [first] = chain.rules;
      if (chain.name !== 'KUBE-SERVICES' || first === undefined) return chain;
      const more = Array.from({ length: 140 }, (_, at) => ({
        ...first,
        conditions: [`-d 10.96.1.${String(at)}/32`, ...first.conditions.slice(1)],
      }));
      return { ...chain, rules: [...more, ...chain.rules] };
    }),
  }));
}

export const stories: Stories = {
  rules: () => <RuleTable id="rules" built={built} world={storySpec()} />,
  'rules-tried': () => <RuleTable id="rules-tried" built={built} world={storySpec()} walk={walk} />,
  'many-rules': () => (
    <RuleTable id="many-rules" built={{ ...built, view: many(rules) }} world={storySpec('many-rules')} />
  ),
};
