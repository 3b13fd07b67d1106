/**
 * Running an oracle case on our kernels: build the topology, put in the services' rules, warm up as the oracle does, then
 * one probe after the other, watched by a packet socket in every namespace.
 */
import { millisecond, second } from '../../clock/clock.ts';
import { attempt, type Parsed } from '../format/fields.ts';
import { everyModule } from '../../linux/module/every.ts';
import { applySteps } from '../configure/apply.ts';
import { build, runCommand } from './build.ts';
import { Laboratory } from '../laboratory/laboratory.ts';
import type { PacketBuffer } from '../../linux/skb/packet-buffer.ts';
import { whoAmI } from '../programs/who-am-i.ts';
import type { Session } from '../replay/session.ts';
import type { Answer, CommandLine, OracleCase, Probe } from './case.ts';
import { type Sighting, sight } from './hops.ts';
import { observe, type Outcome } from './observe.ts';
import { picksFor } from './picks.ts';
import { patience, probeProgram } from './probe.ts';
import { serviceSteps, warmUps } from './services.ts';
import { topologySteps } from './steps.ts';

export interface CaseAnswers {
  readonly id: string;
  readonly actual: readonly Answer[];
  /** What the commands after the last probe printed on standard output. */
  readonly after: readonly string[];
  readonly errors: readonly string[];
}

/** 23 November 2026, 00:00 UTC. */
const epoch = Date.UTC(2026, 10, 23);

/** @param draws by number of a probe the endpoint it is to draw, as `ADDRESS:PORT`, where the expected answer does not show it */
export function runCase(oracleCase: OracleCase, draws?: ReadonlyMap<number, string>): Parsed<CaseAnswers> {
  return attempt(() => {
    const run = new Run(oracleCase);
    const actual = oracleCase.probes.map((probe, index) =>
      run.probe(probe, oracleCase.expect?.[index], draws?.get(index)),
    );
    const after = oracleCase.after.map((command) => run.command(command).stdout);
    return { id: oracleCase.id, actual, after, errors: run.laboratory.complaints };
  });
}

class Run {
  readonly laboratory: Laboratory;
  readonly #case: OracleCase;
  readonly #listening: ReadonlySet<number>;
  #sightings: (Sighting & { readonly stamp: number })[] = [];
  /** When a frame was put on its cable: the receiving end stamps it then, however late it looks at it (netif_rx). */
  #sent = new WeakMap<PacketBuffer, number>();
  /** Journeys that came out of a tunnel: their sender's time is gone. */
  #unwrapped = new Set<number>();
  #picks: ReadonlyMap<string, string> = new Map();

  constructor(oracleCase: OracleCase) {
    this.#case = oracleCase;
    this.laboratory = new Laboratory(oracleCase.id, epoch, everyModule);
    const { namespaces } = oracleCase.topo;
    const listeners = [...namespaces.values()].flatMap(({ listeners: own }) => own);
    this.#listening = new Set(listeners.map(({ port }) => port));
    build(this.laboratory, topologySteps(oracleCase.topo));
    applySteps(this.laboratory, serviceSteps(oracleCase));
    for (const [name, { listeners: own }] of namespaces)
      if (own.length > 0) this.laboratory.serve(this.laboratory.place(name), 'server', whoAmI(name, own));
    this.#watch();
    this.laboratory.pass(second);
    for (const probe of warmUps(oracleCase)) this.#send(probe, 100 * millisecond);
  }

  probe(probe: Probe, expected: Answer | undefined, drawn: string | undefined): Answer {
    this.#picks = picksFor(expected, this.#case.services, drawn);
    for (const namespace of this.#case.flushct) this.command([namespace, 'conntrack -F']);
    this.#commands(probe.before);
    const outcome = this.#send(probe, patience);
    const sightings = this.#sightings.sort((one, other) => one.stamp - other.stamp);
    return observe(probe, outcome, sightings, this.#listening);
  }

  #commands(lines: readonly CommandLine[] = []): void {
    for (const line of lines) {
      const { exit, merged } = this.command(line);
      if (exit !== 0) this.laboratory.complaints.push(`${line.join(': ')}: ${merged.trim()}`);
    }
  }

  command([namespace, line]: CommandLine): Session {
    return runCommand(this.laboratory, { namespace, line, input: '' });
  }

  /** A packet socket in every namespace, and the draws that are forced. */
  #watch(): void {
    for (const { name, namespace } of this.laboratory.places.values()) {
      namespace.netfilter.pick = (chain) => this.#picks.get(chain);
      namespace.captures.add({
        device: undefined,
        see: (device, skb, type) => {
          const sighting = sight(name, device.name, type, skb.packet);
          if (sighting !== undefined) this.#keep(sighting, skb);
        },
      });
    }
  }

  #keep(sighting: Sighting, skb: PacketBuffer): void {
    const now = this.#sightings.length;
    const isLeaving = sighting.direction === 'out';
    if (isLeaving) this.#sent.set(skb, now);
    else if (skb.device?.kind === 'vxlan') this.#unwrapped.add(skb.id);
    const isTimed = isOfSocket(sighting) && !this.#unwrapped.has(skb.id);
    const sent = isLeaving || isTimed ? undefined : this.#sent.get(skb);
    this.#sightings.push({ ...sighting, stamp: sent === undefined ? now : sent + 0.5 });
  }

  #send(probe: Probe, wait: number): Outcome {
    const { laboratory } = this;
    this.#sightings = [];
    this.#sent = new WeakMap();
    this.#unwrapped = new Set();
    let outcome: Outcome | undefined;
    const pause = { isReached: false, isOver: false };
    laboratory.serve(
      laboratory.place(probe.from),
      'probe',
      probeProgram(
        probe,
        wait,
        (found) => {
          outcome = found;
        },
        pause,
      ),
    );
    const { clock } = laboratory;
    clock.runWhile(() => outcome === undefined && !pause.isReached, clock.now + second);
    if (pause.isReached) {
      this.#commands(probe.midway);
      pause.isOver = true;
      clock.runWhile(() => outcome === undefined, clock.now + second);
    }
    laboratory.pass(outcome?.v === 'ok' ? 2 * millisecond : 4 * millisecond);
    return outcome ?? { v: 'timeout' };
  }
}

/** What a TCP socket sends has its sender's time on it, which is no stamp: it gets one where it is looked at (skb_clear_delivery_time). */
function isOfSocket({ packet: { payload } }: Sighting): boolean {
  return payload.kind === 'tcp' && !payload.flags.rst;
}
