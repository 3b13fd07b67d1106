import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { forward, ping, tcp, udp, withRules } from '../../linux/netfilter/testing/packets.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { devNull, Sink } from '../../linux/process/stream.ts';
import { conntrack } from './conntrack.ts';

function start(place: NetworkNamespace, line: string) {
  const session = { out: '', errors: '' };
  const process = place.machine.processes.start({
    program: conntrack.program,
    arguments: ['conntrack', ...line.split(' ').filter((word) => word !== '')],
    place,
    files: place.machine.files,
    stdin: devNull,
    stdout: new Sink((text) => (session.out += text)),
    stderr: new Sink((text) => (session.errors += text)),
  });
  return { session, process };
}

function run(place: NetworkNamespace, line: string) {
  const { session, process } = start(place, line);
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { ...session, status: process.exit?.status };
}

const says = (text: string) => `conntrack v1.4.7 (conntrack-tools): ${text}\n`;
const dns = '10.8.0.5:40000';

/** One UDP connection that is translated and answered, one ping. */
function aNode(): NetworkNamespace {
  const place = withRules('*nat\n-A PREROUTING -p udp -j DNAT --to-destination 10.8.0.2:53\nCOMMIT\n');
  forward(place, udp(dns, '10.96.0.10:53'));
  forward(place, udp('10.8.0.2:53', dns));
  forward(place, ping('10.8.0.5', '10.8.1.8', 7));
  return place;
}

const udpRow =
  'udp      17 30 src=10.8.0.5 dst=10.96.0.10 sport=40000 dport=53 src=10.8.0.2 dst=10.8.0.5 sport=53 dport=40000';
const pingRow =
  'icmp     1 30 src=10.8.0.5 dst=10.8.1.8 type=8 code=0 id=7 [UNREPLIED] src=10.8.1.8 dst=10.8.0.5 type=0 code=0 id=7';

describe('conntrack', () => {
  it('lists what there is, and how many on standard error', () => {
    const { out, errors, status } = run(aNode(), '-L');
    expect(out).toBe(`${udpRow} mark=0 use=1\n${pingRow} mark=0 use=1\n`);
    expect(errors).toBe(says('2 flow entries have been shown.'));
    expect(status).toBe(0);
  });

  it.each([
    ['-L -p udp', 1],
    ['-L -p udp --dport 53', 1],
    ['-L -p udp --dport 54', 0],
    ['-L -d 10.96.0.10', 1],
    ['-L -r 10.8.0.2', 1],
    ['-L --dst-nat', 2],
    ['-L -g 10.8.0.2', 1],
    ['-L -u SEEN_REPLY', 1],
    ['-L -f ipv6', 0],
  ])('%s selects', (line, count) => {
    expect(run(aNode(), line).errors).toBe(says(`${String(count)} flow entries have been shown.`));
  });

  it('deletes, counts and empties', () => {
    const place = aNode();
    expect(run(place, '-C').out).toBe('2\n');
    expect(run(place, '-D -p udp').errors).toBe(says('1 flow entries have been deleted.'));
    expect(run(place, '-D -p udp').status).toBe(1);
    expect(run(place, '-F').errors).toBe(says('connection tracking table has been emptied.'));
    expect(run(place, '-C').out).toBe('0\n');
  });

  it('follows events until it is interrupted', () => {
    const place = aNode();
    const { clock } = place.environment;
    const { session, process } = start(place, '-E -e NEW,DESTROY');
    clock.runUntil(clock.now + second);
    forward(place, tcp(dns, '10.8.0.6:81', { syn: true }, 100));
    forward(place, tcp('10.8.0.6:81', dns, { rst: true, ack: true }, 0, 101));
    clock.runUntil(clock.now + second);
    process.kill('SIGINT');
    clock.runUntil(clock.now + second);
    const tuple =
      'src=10.8.0.5 dst=10.8.0.6 sport=40000 dport=81 [UNREPLIED] src=10.8.0.6 dst=10.8.0.5 sport=81 dport=40000';
    expect(session.out).toBe(
      `    [NEW] tcp      6 120 SYN_SENT ${tuple}\n[DESTROY] tcp      6 120 CLOSE ${tuple}\n`,
    );
    expect(session.errors).toBe(says('2 flow events have been shown.'));
    expect(process.exit?.status).toBe(0);
  });

  it.each([
    ['-L -p tcp --state FOO', "unknown TCP state `FOO'"],
    ['-L bogus', "unknown type `bogus'"],
    ['-L -L', 'Invalid commands combination'],
    ['-L --bogus', "unknown option `--bogus'"],
    ['-L -p foo', "`foo' unsupported protocol"],
    ['-L -s', "option `-s' requires an argument"],
    ['-L --dport 80', "unknown option `--dport'"],
    ['-D -s x', "Invalid IP address `x'"],
  ])('%s is refused in the words of the real one', (line, complaint) => {
    const { errors, status } = run(aNode(), line);
    expect(errors).toBe(
      `${says(complaint)}Try \`conntrack -h' or 'conntrack --help' for more information.\n`,
    );
    expect(status).toBe(2);
  });
});
