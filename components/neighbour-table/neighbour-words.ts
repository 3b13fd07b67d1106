/** What states of neighbours and kinds of forwarding entries mean, in words, with their times on the virtual clock. */
import type { ForwardingView, NeighboursView, NeighbourView } from '../../engine/lab/view/neighbours.ts';
import { spanWords } from '../kernel-table/time-words.ts';

/** Each state as such (RFC 4861 7.3.2, as Linux has it for ARP too), in the order of an entry's life. */
export const stateMeanings: readonly (readonly [state: string, meaning: string])[] = [
  ['INCOMPLETE', 'It is being asked for by broadcast; packets for it wait.'],
  ['REACHABLE', 'It answered, or a connection proved it is there. Its MAC address is used without asking.'],
  [
    'STALE',
    'The proof has grown old. The MAC address is still used, and the first packet that uses it has it checked.',
  ],
  ['DELAY', 'It was used while stale. A few seconds are given for a sign of life before it is asked.'],
  ['PROBE', 'It is asked directly, by unicast, whether it is still there.'],
  ['FAILED', 'Nobody answered. The next packet for it asks again.'],
  ['PERMANENT', 'Somebody entered it. It is never asked for and never forgotten.'],
];

/** What an entry's state is at this moment. @param at virtual microseconds */
export function neighbourWords(neighbour: NeighbourView, at: number): string {
  const { state, confirmed, until, probes, waiting } = neighbour;
  const packets = waiting === 1 ? '1 packet waits' : `${String(waiting)} packets wait`;
  switch (state) {
    case 'REACHABLE':
      return `confirmed ${spanWords(at - confirmed)} ago${until === undefined ? '' : `, believed for ${spanWords(until - at)} more`}`;
    case 'STALE':
      return `not confirmed for ${spanWords(at - confirmed)}; used once more, it is checked`;
    case 'DELAY':
      return 'used without proof; asked in a few seconds if no sign of life comes';
    case 'PROBE':
      return `asked directly ${probes === 1 ? 'once' : `${String(probes)} times`}, no answer yet`;
    case 'INCOMPLETE':
      return `asked for by broadcast, no answer yet; ${packets}`;
    case 'FAILED':
      return 'nobody answered; the next packet asks again';
    case 'PERMANENT':
      return 'entered, never asked for';
    default:
      return 'needs no asking';
  }
}

export function forwardingWords(entry: ForwardingView, at: number): string {
  const { kind, updated, until, bridge, remote, state } = entry;
  if (kind === 'learnt') {
    const seen = updated === undefined ? 'learnt' : `seen ${spanWords(at - updated)} ago`;
    return until === undefined ? seen : `${seen}, forgotten in ${spanWords(until - at)}`;
  }
  if (kind === 'set') return remote === undefined ? `entered, ${state}` : 'entered, never asked for';
  return bridge === undefined
    ? 'the device takes frames for it'
    : 'its own address: frames for it go up to this machine';
}

/** Where a frame for a MAC address goes: `port veth12 of cni0, the cable to default/web-1`. */
export function portWords({ device, bridge, remote, leadsTo, kind }: ForwardingView): string {
  if (remote !== undefined) return `tunnel ${device} to ${remote}`;
  if (bridge === undefined || kind === 'own') return device;
  return `port ${device} of ${bridge}${leadsTo === undefined ? '' : `, cable to ${leadsTo}`}`;
}

/** The way from an address to a wire: both tables read one after the other. */
export function wayOf(mac: string, { neighbours, forwarding }: NeighboursView): string {
  const known = neighbours.filter((each) => each.mac === mac);
  const [first] = known;
  const behind = forwarding.filter((each) => each.mac === mac && each.kind !== 'own');
  const own = forwarding.find((each) => each.mac === mac && each.kind === 'own');
  const who = known.map(({ address }) => address).join(' and ');
  const begin =
    first === undefined ? `No neighbour here has \`${mac}\`` : `${who} is \`${mac}\` on \`${first.device}\``;
  if (behind.length > 0) return `${begin}; a frame for it goes to ${behind.map(portWords).join(' and ')}.`;
  if (own !== undefined)
    return `${begin}; it is the address of \`${own.device}\`, so frames for it go up to this machine.`;
  if (first === undefined) return `${begin}.`;
  return `${begin}. No bridge and no tunnel has to be asked: the frame leaves by \`${first.device}\`.`;
}
