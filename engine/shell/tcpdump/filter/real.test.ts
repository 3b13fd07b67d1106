/**
 * The real tcpdump compiles the same expressions: the same programs, octet for octet, and the same complaints; and a
 * program selects what the real one selects. Skipped where tcpdump is not installed; a live device needs root.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { Address } from '../../../net/address/address.ts';
import { type HostAnswer, HostAnswers, type HostFamily } from '../../../linux/resolver/host-answers.ts';
import { pcapFile } from '../../../net/pcap/pcap.ts';
import { ethernet } from '../../../net/testing/arbitrary-packet.ts';
import { emit } from '../../../net/wire/emit.ts';
import { linkTypes } from '../link-types.ts';
import { frames } from '../testing/packets.ts';
import { compileFilter } from './compile.ts';
import type { LinkType } from './frame.ts';
import type { FilterTarget } from './generator.ts';
import { runProgram } from './machine.ts';
import { programText } from './program.ts';

// Some hundred programs run one after another.
vi.setConfig({ testTimeout: 60_000 });

const installed = spawnSync('tcpdump', ['--version']).error === undefined;
const isRoot = process.getuid?.() === 0;
if (!installed) console.warn('SKIPPED: tcpdump is not installed, so it could not judge our filters');

const lines = (name: string) =>
  readFileSync(new URL(`../testing/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
const expressions = lines('expressions.txt');
const refused = lines('refused.txt');

const folder = mkdtempSync(join(tmpdir(), 'filter-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What tcpdump answers to each expression: what it prints, or the last line of its complaint. */
function real(words: string, asked: readonly string[]): readonly string[] {
  const list = join(folder, 'asked');
  writeFileSync(list, asked.map((expression) => `${expression}\n`).join(''));
  const script = `while IFS= read -r e; do o=$(tcpdump ${words} -- "$e" 2>'${folder}/err' </dev/null) && echo "$o" || grep -v '^$' '${folder}/err' | tail -n 1; echo '@@'; done <'${list}'`;
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return stdout.split('@@\n').slice(0, -1);
}

/** The real one has no server to ask here. */
function onlyLocalhost(): HostAnswers {
  const hosts = new (class extends HostAnswers {
    override of(host: string, family: HostFamily): HostAnswer {
      return host === 'localhost' ? super.of(host, family) : 'Temporary failure in name resolution';
    }
  })();
  hosts.learn({ host: 'localhost', family: 'any' }, [Address.parse('127.0.0.1')]);
  return hosts;
}

function ours(expression: string, target: Partial<FilterTarget>, form = 1, optimized = true): string {
  const whole: FilterTarget = {
    linkType: 'ethernet',
    source: 'device',
    snapLength: 262_144,
    hosts: onlyLocalhost(),
    ...target,
  };
  const result = compileFilter(expression, whole, optimized);
  switch (result.kind) {
    case 'program':
      return programText(result.program, form);
    case 'error':
      return `tcpdump: ${result.message.trim()}\n`;
  }
}

function judge(
  words: string,
  asked: readonly string[],
  target: Partial<FilterTarget>,
  form = 1,
  optimized = true,
): void {
  const theirs = real(words, asked);
  const pairs = asked.map((expression, at) => [expression, theirs[at]]);
  expect(asked.map((expression) => [expression, ours(expression, target, form, optimized)])).toEqual(pairs);
}

const some = (step: number) => expressions.filter((_, at) => at % step === 0);

describe.skipIf(!installed)('tcpdump -d', () => {
  test('there are more than three hundred expressions to be judged by', () => {
    expect(expressions.length).toBeGreaterThan(300);
    expect(refused.length).toBeGreaterThan(150);
  });

  test.skipIf(!isRoot)('asks a device for what only its kernel knows', () => {
    const asksTheKernel = /vlan|bound|ifindex|geneve 5/;
    judge(
      '-d -i lo',
      expressions.filter((expression) => asksTheKernel.test(expression)),
      {},
    );
  });

  test('compiles the same programs', () => {
    judge('-d', expressions, { source: 'nothing' });
  });

  test('compiles the same without the optimizer', () => {
    judge('-d -O', expressions, { source: 'nothing' }, 1, false);
  });

  for (const linkType of ['raw', 'sll', 'sll2'] as const satisfies readonly LinkType[])
    test(`compiles the same for ${linkTypes[linkType].name}`, () => {
      judge(`-d -y ${linkTypes[linkType].name}`, some(2), { linkType, source: 'nothing' });
    });

  test('shows a program in the same three forms', () => {
    judge('-dd', some(9), { source: 'nothing' }, 2);
    judge('-ddd', some(9), { source: 'nothing' }, 3);
  });

  test('complains in the same words', () => {
    judge('-d', refused, { source: 'nothing' });
    judge('-d -y RAW', refused, { linkType: 'raw', source: 'nothing' });
  });

  test('compiles whatever is put together from tests the same way', () => {
    judge('-d', fc.sample(arbitrary, { numRuns: 200, seed: 11 }), { source: 'nothing' });
  });
});

const primitive = fc.constantFrom(
  'tcp', 'udp', 'icmp', 'arp', 'ip', 'ip6', 'host 10.8.0.5', 'src host 10.8.1.8', 'net 10.8.0.0/16', 'port 80', 'dst port 53',
  'tcp port 80', 'udp port 8472', 'portrange 1-1024', 'tcp[13] & 2 != 0', 'ip[8] < 64', 'icmp[0] = 8', 'ip6 host fe80::1',
  'ether host be:39:00:00:00:01', 'ether broadcast', 'ip multicast', 'less 100', 'greater 60', 'icmp6', 'ip proto 4',
  'ip[6:2] & 0x1fff = 0', 'udp[8:2] > 5', 'len > 80', 'ether proto 0x86dd', 'icmp6[0] = 135', 'src port 22',
); // prettier-ignore

const { expression: arbitrary } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    fc.tuple(tie('expression'), fc.constantFrom('and', 'or'), primitive).map((words) => words.join(' ')),
    fc
      .tuple(primitive, fc.constantFrom('and', 'or'), tie('expression'))
      .map(([one, word, other]) => `${one} ${word} (${other})`),
    tie('expression').map((inner) => `not (${inner})`),
  ),
}));

describe.skipIf(!installed)('a program', () => {
  const packets = [
    ...frames.map((frame) => emit(frame)),
    ...fc.sample(ethernet, { numRuns: 150, seed: 3 }).map((frame) => emit(frame)),
  ];
  const start = 1_700_000_000;
  const file = join(folder, 'packets.pcap');
  writeFileSync(
    file,
    pcapFile(
      linkTypes.ethernet.number,
      packets.map((bytes, at) => ({ time: (start + at) * 1_000_000, bytes })),
    ),
  );

  test('selects what the real one selects', () => {
    const asked = [...expressions, ...fc.sample(arbitrary, { numRuns: 40, seed: 5 })];
    const theirs = real(`-n -tt -q -r ${file}`, asked);
    const different: string[] = [];
    for (const [at, expression] of asked.entries()) {
      const compiled = compileFilter(expression, {
        linkType: 'ethernet',
        source: 'file',
        snapLength: 262_144,
        hosts: onlyLocalhost(),
      });
      if (compiled.kind !== 'program') {
        if (theirs[at] !== `tcpdump: ${compiled.message}\n`)
          different.push(`${expression}: ${compiled.message}`);
        continue;
      }
      const { program } = compiled;
      const selected = packets.flatMap((bytes, index) =>
        runProgram(program, {
          linkType: 'ethernet',
          bytes,
          length: bytes.length,
          outgoing: false,
          interfaceIndex: 0,
        }) > 0
          ? [index]
          : [],
      );
      const found = [...(theirs[at] ?? '').matchAll(/^(17\d{8})\.000000/gm)].map(
        (stamp) => Number(stamp[1]) - start,
      );
      if (String(selected) !== String(found))
        different.push(`${expression}: ${String(selected)} not ${String(found)}`);
    }
    expect(different).toEqual([]);
  });
});
