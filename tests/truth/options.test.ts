/**
 * Each option a real tool knows is known to ours: modelled, or answered with `not simulated: …`. What it does not know is
 * refused in its own words. The lists were taken from Debian 12's tools by options/record.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { second } from '../../engine/clock/clock.ts';
import { finish } from '../../engine/clock/work.ts';
import { findScenario } from '../../engine/lab/scenario/registry.ts';
import { ShellSession } from '../../engine/shell/bash/session.ts';
import { type Answer, letters, type Recorded, templateOf } from './options/answer.ts';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'options', 'recorded.json'), 'utf8'),
) as Record<string, Recorded>;

const laboratory = findScenario('lab/vxlan');
const stage = laboratory && finish(laboratory.building());
const standing = stage?.stand('w1');

/** Typed as the recorder did: alone in a network namespace, for a second, without a terminal. */
function ask(line: string): Answer {
  if (standing === undefined) throw new Error('no laboratory');
  const { processes, namespace, files, executables, credentials } = standing;
  const session = new ShellSession({
    ...{ machine: { processes }, place: namespace, files, commands: executables, credentials },
    style: 'command',
    directory: '/tmp',
  });
  const answer = { stdout: '', stderr: '' };
  session.onOutput((text, stream) => {
    answer[stream] += text;
  });
  session.run(`timeout 1 unshare -n ${line} </dev/null`);
  session.clock.runWhile(() => !session.idle, session.clock.now + 5 * second);
  return { ...answer, status: session.status };
}

/** How a tool says that it knows no such option. */
const complaint =
  /invalid option|unrecognized option|unknown option|illegal option --|Invalid option|Bad option|is unknown/;

/** Where ours may differ, and why. */
const exceptions: Readonly<Record<string, readonly [options: RegExp, reason: string]>> = {
  ethtool: [/^-/, 'known or not, the real one says "bad command line argument(s)" where no device is named'],
  dmesg: [/^-i$/, 'a letter its list has and its switch has not: nothing but the hint'],
  iptables: [/^-b$/, 'a letter its parser takes and has forgotten ("Unknown arg (null)")'],
  ip6tables: [/^-b$/, 'the same'],
};

function isExcepted(tool: string, option: string): boolean {
  return exceptions[tool]?.[0].test(option) ?? false;
}

describe.each(Object.entries(recorded))('%s', (tool, { untried, known, letter, word }) => {
  it('knows the options of the real one', () => {
    const forms = [JSON.stringify(letter), templateOf(word, 'nosuch')];
    const refused = known.filter((option) => {
      const answer = ask(`${tool} ${option}`);
      const form = templateOf(answer, option.replace(/^--?/, ''));
      return forms.includes(form) || complaint.test(answer.stderr);
    });
    expect(refused.filter((option) => !isExcepted(tool, option))).toEqual([]);
  });

  it('refuses what is none in the same words', () => {
    const differing = letters
      .filter((each) => ![...known, ...untried].includes(`-${each}`))
      .filter((each) => templateOf(ask(`${tool} -${each}`), each) !== JSON.stringify(letter))
      .filter((each) => !isExcepted(tool, `-${each}`));
    const [first = ''] = differing;
    if (first !== '') expect(ask(`${tool} -${first}`)).toEqual(letter);
    expect(differing).toEqual([]);
    if (!isExcepted(tool, '--nosuch')) expect(ask(`${tool} --nosuch`)).toEqual(word);
  });
});
