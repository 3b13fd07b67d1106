/** The flow as a sequence diagram: who sent what to whom, one arrow a packet. */
import { fieldOf } from '../packet-journey/model/header-field.ts';
import type { Header, JourneyModel, PacketView, Step, Trip } from '../packet-journey/model/journey-model.ts';

/** A part of an arrow on which the packet's far address stays the same. */
export interface Leg {
  /** Positions in the model's lanes. */
  readonly from: number;
  readonly to: number;
  /** Where it goes, or on the way back whence it says it comes: `10.96.10.50:80`. */
  readonly address: string | undefined;
  /** It is another one than on the leg before. */
  readonly translated: boolean;
}

export interface SequenceArrow {
  readonly trip: number;
  /** Positions in the model's lanes. */
  readonly from: number;
  readonly to: number;
  /** `SYN`, `GET /` */
  readonly label: string;
  /** `seq 1, ack 1, 77 octets`; counted from the connection's start. */
  readonly numbers: string;
  readonly summary: string;
  readonly way: Trip['way'];
  readonly legs: readonly Leg[];
  /** Why it was dropped. */
  readonly dropped: string | undefined;
  /** Microseconds since the flow began, when it was sent and when it ended. */
  readonly at: number;
  readonly end: number;
}

export interface SequenceView {
  /** Positions of the model's lanes that have something to do with the flow, in their order. */
  readonly lanes: readonly number[];
  readonly arrows: readonly SequenceArrow[];
}

export function sequenceOf(model: JourneyModel, asides: boolean): SequenceView {
  const starts = connectionStarts(model);
  const arrows = model.trips.flatMap((trip, at): SequenceArrow[] => {
    if (trip.way === 'aside' && !asides) return [];
    const steps = trip.steps.flatMap((index) => model.steps[index] ?? []);
    const [first] = steps;
    const last = steps.at(-1);
    const packet = model.packets[first?.before ?? -1];
    if (first === undefined || last === undefined || packet === undefined) return [];
    return [
      {
        trip: at,
        from: first.lane,
        to: last.lane,
        label: trip.label,
        numbers: numbersOf(senderView(model, trip) ?? packet, starts),
        summary: packet.summary,
        way: trip.way,
        legs: legsOf(model, steps, trip.way),
        dropped: trip.end === 'dropped' ? last.sentence : undefined,
        at: first.at,
        end: last.at,
      },
    ];
  });
  const lanes = [...new Set(arrows.flatMap(({ legs }) => legs.flatMap(({ from, to }) => [from, to])))];
  return { lanes: lanes.sort((one, other) => one - other), arrows };
}

function legsOf(model: JourneyModel, steps: readonly Step[], way: Trip['way']): Leg[] {
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return [];
  const addressOf = (packet: number | undefined) => farAddress(model.packets[packet ?? -1], way);
  const legs: Leg[] = [];
  let from = first.lane;
  let address = addressOf(first.before);
  let translated = false;
  for (const step of steps) {
    if (step.decision !== 'translate' || step.after === undefined) continue;
    const now = addressOf(step.after);
    if (now === address) continue;
    if (step.lane !== from) legs.push({ from, to: step.lane, address, translated });
    from = step.lane;
    address = now;
    translated = true;
  }
  if (last.lane !== from || legs.length === 0) legs.push({ from, to: last.lane, address, translated });
  return legs;
}

const transports = /^(TCP|UDP)$/;

/** Of the innermost packet: a tunnel's addresses are the nodes' business. */
function farAddress(packet: PacketView | undefined, way: Trip['way']): string | undefined {
  const side = way === 'back' ? 'Source' : 'Destination';
  const ip = innermost(packet, /^IPv[46]$/);
  if (ip === undefined) return undefined;
  const transport = innermost(packet, transports);
  const address = fieldOf(ip.fields, side);
  if (transport === undefined) return address;
  const port = fieldOf(transport.fields, `${side} port`);
  return ip.name === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

function innermost(packet: PacketView | undefined, name: RegExp): Header | undefined {
  return packet?.headers.findLast((header) => !header.quoted && name.test(header.name));
}

/** The packet as the flow's sender knows it: as it left there, or as it came back. */
function senderView(model: JourneyModel, { way, steps }: Trip): PacketView | undefined {
  return model.packets[model.steps[(way === 'back' ? steps.at(-1) : steps[0]) ?? -1]?.before ?? -1];
}

/** The first sequence number of each end of a connection, by the port that the flow's sender knows it by. */
function connectionStarts(model: JourneyModel): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const trip of model.trips) {
    const tcp = innermost(senderView(model, trip), /^TCP$/);
    if (tcp !== undefined && fieldOf(tcp.fields, 'Flags').includes('SYN'))
      starts.set(fieldOf(tcp.fields, 'Source port'), Number(fieldOf(tcp.fields, 'Sequence number')));
  }
  return starts;
}

function numbersOf(packet: PacketView, starts: ReadonlyMap<string, number>): string {
  const tcp = innermost(packet, /^TCP$/);
  const data = innermost(packet, /^Data$/)?.brief.replace(/ B$/, ' octets');
  if (tcp === undefined) return data ?? '';
  const of = (field: string) => fieldOf(tcp.fields, field);
  const since = (value: string, start: number | undefined) =>
    start === undefined ? value : String((Number(value) - start + 2 ** 32) % 2 ** 32);
  const parts = [`seq ${since(of('Sequence number'), starts.get(of('Source port')))}`];
  if (of('Flags').includes('ACK'))
    parts.push(`ack ${since(of('Acknowledgement number'), starts.get(of('Destination port')))}`);
  if (data !== undefined) parts.push(data);
  return parts.join(', ');
}

/** One packet in a sentence. */
export function arrowSentence(model: JourneyModel, arrow: SequenceArrow): string {
  const name = (lane: number) => model.lanes[lane]?.label ?? '';
  const { from, to, label, numbers, legs, dropped, way } = arrow;
  const what = numbers === '' ? label : `${label} (${numbers})`;
  const [first] = legs;
  const side = way === 'back' ? 'from' : 'to';
  const address = first?.address === undefined ? '' : ` ${side} ${first.address}`;
  const turns = legs
    .filter((leg, at) => at > 0 && leg.translated)
    .map((leg) => `, translated on ${name(leg.from)} to ${leg.address ?? ''}`)
    .join('');
  const end = dropped === undefined ? '' : `, dropped at ${name(to)}: ${dropped}`;
  return `${name(from)} sends ${what}${dropped === undefined ? ` to ${name(to)}` : ''}${address === '' ? '' : `, addressed${address}`}${turns}${end === '' ? '.' : end}`;
}
