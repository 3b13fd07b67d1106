import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../replay/recording.ts';
import { findScenario } from '../scenario/registry.ts';
import { differencesOf, examplesOf, recordingOf, runExample, withExamples } from './examples.ts';
import { parseTranscript, printTranscript } from './transcript.ts';

describe('a transcript', () => {
  it('tells what is typed from what is printed', () => {
    const text = [
      '$ ip -br link show lo',
      'lo   UNKNOWN',
      '',
      'w1$ ping 10.8.1.8  # ^C after 2.5 s, exit 1',
      '# Warning: no prompt',
      'pod/default/client$ true # not a note',
      '',
    ].join('\n');
    expect(parseTranscript(text)).toEqual([
      { line: 'ip -br link show lo', status: 0, output: 'lo   UNKNOWN\n\n' },
      { place: 'w1', line: 'ping 10.8.1.8', status: 1, interrupt: 2.5, output: '# Warning: no prompt\n' },
      { place: 'pod/default/client', line: 'true # not a note', status: 0, output: '' },
    ]);
    expect(printTranscript(parseTranscript(text))).toBe(text);
  });

  it('is read as it was printed', () => {
    const turn = fc.record({
      place: fc.option(fc.constantFrom('w1', 'pod/default/client'), { nil: undefined }),
      line: fc.stringMatching(/^[a-z](?:[ -"%-~]{0,20}[a-z])?$/),
      status: fc.nat(255),
      interrupt: fc.option(fc.constantFrom(0.5, 2, 10), { nil: undefined }),
      output: fc
        .array(fc.stringMatching(/^[ -#%-~]{0,20}$/))
        .map((lines) => lines.map((line) => `${line}\n`).join('')),
    });
    fc.assert(
      fc.property(fc.array(turn), (turns) => {
        expect(parseTranscript(printTranscript(turns))).toEqual(turns);
      }),
    );
  });
});

describe('an example', () => {
  const scenario = findScenario('lab/vxlan');
  if (scenario === undefined) throw new Error('no laboratory');
  const typed = (readme: string) => examplesOf(readme).map((example) => runExample(example, scenario));
  const readme = (...lines: string[]) =>
    ['Before', '```console on="w1"', ...lines, '```', 'After', ''].join('\n');

  it('differs where it prints another byte or ends otherwise, and is mended there alone', () => {
    const wrong = readme(
      '$ sysctl net.ipv4.ip_forward',
      'net.ipv4.ip_forward = 0',
      'client$ ping -q -c 1 10.8.0.99  # ^C after 1 s',
      'PING',
      '$ echo kept',
      'kept',
    );
    const now = typed(wrong);
    const right = withExamples(wrong, now);
    expect(right).toBe(
      readme(
        '$ sysctl net.ipv4.ip_forward',
        'net.ipv4.ip_forward = 1',
        'client$ ping -q -c 1 10.8.0.99  # ^C after 1 s, exit 1',
        'PING 10.8.0.99 (10.8.0.99) 56(84) bytes of data.',
        '^C',
        '--- 10.8.0.99 ping statistics ---',
        '1 packets transmitted, 0 received, 100% packet loss, time 0ms',
        '',
        '$ echo kept',
        'kept',
      ),
    );
    const difference = (text: string) =>
      examplesOf(text).flatMap((example, at) => differencesOf(example, now[at] ?? example));
    expect(difference(wrong).length).toBeGreaterThan(0);
    expect(difference(right)).toEqual([]);
  });

  it('may print another round-trip time', () => {
    const [now] = typed(readme('client$ ping -c 1 10.8.1.8'));
    const [written] = examplesOf(
      readme(
        'client$ ping -c 1 10.8.1.8',
        ...(now?.turns[0]?.output.trimEnd() ?? '').replace(/time=\S+/, 'time=3.21').split('\n'),
      ),
    );
    expect(written !== undefined && now !== undefined && differencesOf(written, now)).toEqual([]);
  });

  it('can be typed on a real kernel: it is a recording', () => {
    const [example] = examplesOf(
      readme('$ hostname', 'w1', 'client$ ping 10.8.1.8  # ^C after 2.5 s', 'PING'),
    );
    const recording = parseRecording((example && recordingOf(example)) ?? '', 'example');
    expect(recording.ok && recording.value.lines.slice(1)).toEqual([
      { on: 'w1', cmd: 'hostname', cols: 120, exit: 0, merged: 'w1\n' },
      { on: 'client', cmd: 'ping 10.8.1.8', interrupt: 2.5, cols: 120, exit: 0, merged: 'PING\n' },
    ]);
  });

  it('says what a program in the background printed under the next command of its place', () => {
    const [now] = typed(
      readme(
        '$ (timeout 2 tcpdump -qtni cni0 -c 1 icmp 2>/dev/null &)',
        'client$ ping -q -c 1 10.8.1.8 >/dev/null',
        '$ sleep 1',
      ),
    );
    expect(now?.turns.map(({ output }) => output)).toEqual([
      '',
      '',
      expect.stringMatching(/^IP 10\.8\.0\.5 > 10\.8\.1\.8: ICMP echo request, id \d+, seq 1, length 64\n$/),
    ]);
  });
});
