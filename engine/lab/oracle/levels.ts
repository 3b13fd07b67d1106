/**
 * Comparing an answer with the kernel's, in four levels, so that a simulator can climb:
 *
 * L0 the verdict: the error, the ICMP error and who sent it, a reset, refused by the own kernel;
 * L1 the view through NAT: who answered, what it saw as source and destination, whether the port was kept;
 * L2 the path on layer 3: hops without frames that were meant for another host, without the switch;
 * L3 every hop.
 *
 * Each level asks for what is under it as well.
 */
import type { Answer, OracleCase } from './case.ts';

export const levels = ['L0', 'L1', 'L2', 'L3'] as const;
export type Level = (typeof levels)[number];

/** What of an answer a level looks at. */
export function viewAt(level: Level, answer: Answer, switches: ReadonlySet<string>): unknown {
  const { v, icmp, rst, local, then, srv, src, dst, sport, replyFrom, replyTtl, fwd, rev } = answer;
  const verdict = { v, icmp, rst, local, then };
  if (level === 'L0') return verdict;
  const seen = { ...verdict, srv, src, dst, sport, replyFrom };
  if (level === 'L1') return seen;
  const path = { ...seen, replyTtl };
  if (level === 'L2') return { ...path, fwd: routed(fwd, switches), rev: routed(rev, switches) };
  return { ...path, fwd, rev };
}

function routed(hops: readonly string[], switches: ReadonlySet<string>): string[] {
  return hops.filter((hop) => {
    const [namespace = '', , direction = ''] = (hop.split(' ')[0] ?? '').split(':');
    return direction !== 'promisc' && !switches.has(namespace);
  });
}

/** The highest level at which two answers are equal, and the first at which they are not. */
export function compareAnswers(
  ours: Answer,
  kernel: Answer,
  switches: ReadonlySet<string>,
): Level | undefined {
  return levels.find(
    (level) =>
      JSON.stringify(viewAt(level, ours, switches)) !== JSON.stringify(viewAt(level, kernel, switches)),
  );
}

/** Namespaces that only switch frames: no address of their own. */
export function switchesOf({ topo }: OracleCase): ReadonlySet<string> {
  return new Set(
    [...topo.namespaces].filter(([, { addresses }]) => addresses.length === 0).map(([name]) => name),
  );
}

export interface LevelTally {
  readonly passed: Readonly<Record<Level, number>>;
  readonly total: number;
}

/** @param firstDifferences for each probe the first level at which it differs, undefined where none */
export function tallyLevels(firstDifferences: readonly (Level | undefined)[]): LevelTally {
  const passed = (level: Level): number =>
    firstDifferences.filter((first) => first === undefined || levels.indexOf(first) > levels.indexOf(level))
      .length;
  return {
    passed: { L0: passed('L0'), L1: passed('L1'), L2: passed('L2'), L3: passed('L3') },
    total: firstDifferences.length,
  };
}

export function closingLines({ passed, total }: LevelTally): string {
  return levels
    .map((level) => `${level} ${passed[level]} passed, ${total - passed[level]} failed\n`)
    .join('');
}
