/** The way of a flow's packets through rules, from the journey's events. */
import type { ConsultedRow } from '../../engine/linux/journey/event.ts';
import type { JourneyModel } from '../packet-journey/model/journey-model.ts';
import { ruleTrace } from '../packet-journey/views/rule-trace.ts';
import type { RuleWalk, TriedRule, WalkedPacket, WalkPassage } from './walk-stops.ts';

const ways = { in: 'coming in', out: 'going out', through: 'passing through' } as const;

export function ruleWalk(model: JourneyModel): RuleWalk {
  const packets = model.trips.flatMap(({ label, way }, trip): readonly WalkedPacket[] => {
    if (way === 'aside') return [];
    const passages = ruleTrace(model, trip).passages.map(
      ({ lane, device, direction, outer, chains }): WalkPassage => ({
        place: model.lanes[lane]?.place ?? '',
        where: device === undefined ? ways[direction] : `${ways[direction]} by ${device}`,
        outer,
        stops: chains.map(({ name, depth, rows, sentence }) => {
          const slash = name.indexOf('/');
          return {
            table: name.slice(0, slash),
            chain: name.slice(slash + 1),
            depth,
            rows: rows.map(triedRule),
            sentence,
          };
        }),
      }),
    );
    return passages.length === 0 ? [] : [{ label, way, passages }];
  });
  return { flow: model.flow, outcome: model.outcome.sentence, packets };
}

const triedRule = ({ text, matched, because }: ConsultedRow): TriedRule => ({ text, matched, because });
