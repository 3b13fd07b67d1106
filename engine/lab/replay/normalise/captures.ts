/**
 * Three rules for packet captures that need more than a pattern: lengths that follow the client's port, re-checks of
 * known neighbours that come on random timers, and how a TCP connection ends, which is a race.
 */
import { byCodePoint, compile, matches, search, split, substitute } from './dialect.ts';
import { chosenPorts } from './commands.ts';

const raw = String.raw;

/** The servers' answer to curl in a capture. */
const answer = raw`Flags \[P\.\],.* seq 1:\d+, ack (?!1,)\d+,.* length (2[12]\d)\b`;

/** Frame and header sizes that stand around a payload in the lab's captures. */
const around = [0, 1, 2, 52, 66, 72, 86, 102, 116, 122];

/**
 * The server's answer holds the client's address, so its length follows the number of digits of a port the kernel
 * chose: lengths, sequence numbers and frame sizes as if it were always as long.
 */
export function levelAnswerLength(text: string): string {
  const found = search(answer, text);
  if (found === undefined) return text;
  const length = Number(found[1]);
  const names = new Map(around.map((more) => [String(length + more), `<answer+${more}>`]));
  return substitute(
    raw`(?<=length )\d+|(?<=seq 1:)\d+|(?<=ack )\d+|(?<=seq )\d+(?=, ack)`,
    text,
    ([number = '']) => names.get(number) ?? number,
  );
}

/**
 * Unicast ARP requests (a host makes sure a neighbour it knows is still there) come on random timers: they and their
 * answers are left out and out of the packet counts. Broadcast ARP is kept.
 */
export function dropNeighbourProbes(text: string): string {
  const kept: string[] = [];
  const waiting = new Set<string>();
  let gone = 0;
  for (const line of text.split('\n')) {
    const request = search(
      raw`(\S+) > (?!ff:ff)(\S+), ethertype ARP .*Request who-has (\S+)(?: \(\S+\))? tell ([^ ,]+)`,
      line,
    );
    if (request !== undefined) {
      waiting.add([request[2], request[1], request[3]].join(' '));
      gone++;
      continue;
    }
    const reply = search(raw`(\S+) > (\S+), ethertype ARP .*Reply (\S+) is-at`, line);
    if (reply !== undefined && waiting.delete(reply.slice(1).join(' '))) {
      gone++;
      continue;
    }
    kept.push(line);
  }
  return gone === 0 ? text : countFewer(kept.join('\n'), gone);
}

function countFewer(text: string, gone: number): string {
  return substitute(raw`(?m)^(\d+)(?= packets captured)`, text, ([count]) => String(Number(count) - gone));
}

/**
 * How a TCP connection ends is a race between curl and the server: who sends the first FIN, whether it rides on an
 * acknowledgement. After the answer, empty segments are left out of the packet counts and compared as the set of what
 * was seen where (device, addresses, direction).
 */
export function levelConnectionEnd(text: string): string {
  const [head = '', ...packets] = split([raw`(?m)^(?=\d\d:\d\d:\d\d\.\d{6} |\^C)`], text);
  const kept: string[] = [];
  const ends = new Set<string>();
  let gone = 0;
  let answered = false;
  for (const packet of packets) {
    if (matches(answer, packet)) answered = true;
    const isEmpty = answered && matches(raw`Flags \[\.\].*length 0$`, packet.trim());
    if (packet.includes('Flags [F') || isEmpty) {
      gone++;
      ends.add(`${whereSeen(packet)}CLOSE\n`);
    } else kept.push(packet);
  }
  if (gone === 0) return text;
  const ordered = [...ends].sort((one, other) => byCodePoint(withoutRandom(one), withoutRandom(other)));
  const interrupt = kept.findIndex((packet) => packet.startsWith('^C'));
  const at = interrupt < 0 ? kept.length : interrupt;
  return countFewer([head, ...kept.slice(0, at), ...ordered, ...kept.slice(at)].join(''), gone);
}

function whereSeen(packet: string): string {
  const addresses = packet.slice(0, packet.indexOf('Flags ['));
  return addresses.replace(compile(raw` id \d+,|cksum .*|, length \d+(?=[:)])|^[\d:.]+ `), '');
}

/** MAC addresses and the ports nobody asked for do not decide the order. */
function withoutRandom(end: string): string {
  return substitute(raw`(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|\.(\d{4,5})\b`, end, ([, port = '']) =>
    chosenPorts.has(port) ? port : '',
  );
}
