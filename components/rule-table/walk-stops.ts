/** A flow's packets among rules, kernel by kernel, as plain data that travels inside a page. */
import type { Flow } from '../../engine/lab/probe/flow.ts';

export interface RuleWalk {
  readonly flow: Flow;
  /** What the sender got. */
  readonly outcome: string;
  /** Those that met a rule anywhere, in the order in which they were sent. */
  readonly packets: readonly WalkedPacket[];
}

export interface WalkedPacket {
  /** `SYN` */
  readonly label: string;
  readonly way: 'forth' | 'back';
  readonly passages: readonly WalkPassage[];
}

/** One passage through the rules of a kernel, by one device in one direction. */
export interface WalkPassage {
  /** Of a node its name, of a pod its id: `k8s-w1`, `default/client`. */
  readonly place: string;
  /** `coming in by cni0` */
  readonly where: string;
  /** The tunnel's own packet, with the flow's inside. */
  readonly outer: boolean;
  readonly stops: readonly WalkStop[];
}

/** Rules of one chain tried one after the other, up to the one that decided or the chain's end. */
export interface WalkStop {
  readonly table: string;
  readonly chain: string;
  /** How many jumps lead to this chain. */
  readonly depth: number;
  readonly rows: readonly TriedRule[];
  readonly sentence: string;
}

export interface TriedRule {
  /** As iptables-save prints it. */
  readonly text: string;
  readonly matched: boolean;
  /** Why it did not. */
  readonly because: string | undefined;
}

/** A stop with all that a figure says of it. */
export interface StopHere extends WalkStop {
  readonly where: string;
  readonly outer: boolean;
}

/** The stops of one packet at one place, in order. @param place as the world names it: `node/k8s-w1` */
export function stopsAt(packet: WalkedPacket | undefined, place: string): readonly StopHere[] {
  const own = place.replace(/^(node|pod)\//, '');
  return (packet?.passages ?? [])
    .filter((passage) => passage.place === own)
    .flatMap(({ where, outer, stops }) => stops.map((stop) => ({ ...stop, where, outer })));
}
