/** The kinds of random cases, each with its generator. */
import type { Random } from '../../../engine/clock/random.ts';
import type { CaseData } from './case-data.ts';
import { bridges } from './bridges.ts';
import { datagrams } from './datagrams.ts';
import { faults } from './faults.ts';
import { interruptions } from './interruptions.ts';
import { policies } from './policies.ts';
import { routers } from './routers.ts';
import { services } from './services.ts';
import { six } from './six.ts';
import { sizes } from './sizes.ts';
import { tables } from './tables.ts';
import { translations } from './translations.ts';
import { ways } from './ways.ts';

export type Generator = (random: Random, id: string) => CaseData;

export const kinds = {
  router: routers,
  svc: services,
  fault: faults,
  size: sizes,
  udp: datagrams,
  way: ways,
  nat: translations,
  bridge: bridges,
  midway: interruptions,
  policy: policies,
  nft: tables,
  six,
} as const satisfies Record<string, Generator>;

export type Kind = keyof typeof kinds;

export function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}
