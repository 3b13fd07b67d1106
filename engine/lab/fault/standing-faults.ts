/**
 * Which faults a world has, by what was done to it (as engine/linux/fault does and undoes it). A cable has one trouble at a
 * time: a later one takes the place of an earlier. A machine that loses power, or gets it back, has no other trouble of its
 * cable any more. Two partitions of the same pair must both be mended. A killed process is no standing fault: whoever
 * watches it may have started it again.
 */
import type { Action } from '../world/action.ts';
import type { Fault } from './fault.ts';

type Standing = Exclude<Fault, { kind: 'kill' }>;

export function standingFaults(actions: readonly Action[]): readonly Standing[] {
  const cables = new Map<string, Standing>();
  const powers = new Map<string, Standing>();
  const partitions: Standing[] = [];
  for (const action of actions) {
    if (action.kind !== 'fault' && action.kind !== 'mend') continue;
    const { fault, kind } = action;
    switch (fault.kind) {
      case 'link':
        put(cables, `${fault.at} ${fault.device ?? 'eth0'}`, kind === 'fault' ? fault : undefined);
        break;
      case 'power':
        put(powers, fault.at, kind === 'fault' ? fault : undefined);
        cables.delete(`${fault.at} eth0`);
        break;
      case 'partition': {
        const known = partitions.findIndex((each) => sameFault(each, fault));
        if (kind === 'fault') partitions.push(fault);
        else if (known >= 0) partitions.splice(known, 1);
        break;
      }
      case 'kill':
        break;
    }
  }
  return [...cables.values(), ...powers.values(), ...partitions];
}

function put(faults: Map<string, Standing>, where: string, fault: Standing | undefined): void {
  if (fault === undefined) faults.delete(where);
  else faults.set(where, fault);
}

const pairOf = ({ between }: Extract<Fault, { kind: 'partition' }>) => [...between].sort().join(' ');

/** Whether a world has this fault: the same trouble at the same place. */
export function isStanding(fault: Fault, standing: readonly Fault[]): boolean {
  return standing.some((each) => sameFault(each, fault));
}

function sameFault(one: Fault, other: Fault): boolean {
  if (one.kind === 'partition' && other.kind === 'partition') return pairOf(one) === pairOf(other);
  const sorted = (fault: Fault) => JSON.stringify(Object.entries(fault).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}
