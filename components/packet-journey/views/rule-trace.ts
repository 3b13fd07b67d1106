/** Which rules one packet tried: chain after chain, with the jumps from one to another as depth. */
import type { Consulted, ConsultedRow } from '../../../engine/linux/journey/event.ts';
import type { JourneyModel, Step } from '../model/journey-model.ts';

/** The rules of one chain that were looked at, up to the one that decided or the chain's end. */
export interface TriedChain {
  readonly step: Step;
  /** `nat/KUBE-SERVICES` */
  readonly name: string;
  /** How many jumps lead to it. */
  readonly depth: number;
  readonly rows: readonly ConsultedRow[];
  /** What came of it. */
  readonly sentence: string;
}

/** One passage through the rules of a kernel, on one device and in one direction. */
export interface Passage {
  /** Position in the model's lanes. */
  readonly lane: number;
  readonly device: string | undefined;
  readonly direction: Step['direction'];
  /** It is a tunnel's packet, with the one of the flow inside: to this kernel a connection of its own. */
  readonly outer: boolean;
  readonly chains: readonly TriedChain[];
}

export interface RuleTrace {
  readonly passages: readonly Passage[];
  readonly tried: number;
  readonly matched: number;
}

/** @param trip position in the model's trips */
export function ruleTrace(model: JourneyModel, trip: number): RuleTrace {
  const passages: Passage[] = [];
  let chains: TriedChain[] = [];
  let way: string[] = [];
  for (const index of model.trips[trip]?.steps ?? []) {
    const step = model.steps[index];
    if (step === undefined) continue;
    for (const { table, name, rows } of step.consulted) {
      if (table !== 'rules') continue;
      const { lane, device, direction } = step;
      const outer = model.packets[step.before]?.headers.some(({ depth }) => depth > 0) === true;
      const last = passages.at(-1);
      if (
        last?.lane !== lane ||
        last.device !== device ||
        last.direction !== direction ||
        last.outer !== outer
      ) {
        chains = [];
        way = [];
        passages.push({ lane, device, direction, outer, chains });
      }
      way = wayTo(name, way, chains.at(-1));
      chains.push({ step, name, depth: way.length - 1, rows, sentence: step.sentence });
    }
  }
  const rows = passages.flatMap((passage) => passage.chains.flatMap((chain) => chain.rows));
  return { passages, tried: rows.length, matched: rows.filter(({ matched }) => matched).length };
}

/** The chains that lead to `name`: one more when the chain before jumped there, fewer when the packet came back. */
function wayTo(name: string, way: readonly string[], before: TriedChain | undefined): string[] {
  if (jumpedTo(before)?.name === name) return [...way, name];
  const known = way.indexOf(name);
  return known < 0 ? [name] : way.slice(0, known + 1);
}

/** Where the rule that matched sends the packet: in iptables' words and in nft's. */
function jumpedTo(chain: TriedChain | undefined): Pick<Consulted, 'name'> | undefined {
  const row = chain?.rows.findLast(({ matched }) => matched);
  const target = /(?:-[jg]|\bjump|\bgoto) ([\w.-]+)/.exec(row?.text ?? '')?.[1];
  if (chain === undefined || target === undefined) return undefined;
  return { name: `${chain.name.slice(0, chain.name.lastIndexOf('/') + 1)}${target}` };
}
