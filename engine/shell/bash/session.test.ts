/**
 * Sessions: what a person at a terminal, the command line and the replay of recordings rely on.
 */
import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { type BareMachine, bareMachine, bareSession } from './bare-machine.ts';
import { CompletionRegistry } from './completion.ts';
import { runToCompletion, type ShellSession } from './session.ts';

function record(session: ShellSession): () => string {
  let text = '';
  session.onOutput((piece) => (text += piece));
  return () => text;
}

function settle(machine: BareMachine, session: ShellSession): boolean {
  return machine.clock.runWhile(() => !session.idle, machine.clock.now + 3600 * second);
}

function pass(machine: BareMachine, seconds: number): void {
  machine.clock.runUntil(machine.clock.now + seconds * second);
}

function started(): { machine: BareMachine; session: ShellSession; output: () => string } {
  const machine = bareMachine();
  const session = bareSession(machine);
  const output = record(session);
  settle(machine, session);
  return { machine, session, output };
}

describe('an interactive session', () => {
  it('prints a prompt, the output, and the next prompt', () => {
    const { machine, session, output } = started();
    session.run('echo hi');
    settle(machine, session);
    expect(output()).toBe('$ hi\n$ ');
  });

  it('passes on what it was started with under names that are none of its own', () => {
    const machine = bareMachine();
    const session = bareSession(machine, { environment: new Map([['a-b', 'c']]) });
    const output = record(session);
    settle(machine, session);
    session.run('(env) | grep a-b; env | grep -c a-b; echo "${!a*}"');
    settle(machine, session);
    expect(output()).toBe('$ a-b=c\n1\n\n$ ');
  });

  it('asks for more while a command is not complete', () => {
    const { machine, session, output } = started();
    for (const line of ['if true', 'then echo "a', 'b"', 'fi']) {
      session.run(line);
      settle(machine, session);
    }
    expect(output()).toBe('$ > > > a\nb\n$ ');
  });

  it('ends a foreground command with Ctrl-C and says so as a terminal does', () => {
    const { machine, session, output } = started();
    session.run('sleep 100; echo no');
    pass(machine, 2);
    session.interrupt();
    settle(machine, session);
    expect(output()).toBe('$ ^C\n$ ');
    expect(session.status).toBe(130);
  });

  it('interrupts a loop that never waits', () => {
    const { machine, session } = started();
    session.run('while true; do :; done');
    pass(machine, 1);
    expect(session.idle).toBe(false);
    session.interrupt();
    expect(settle(machine, session)).toBe(true);
  });

  it('gives up a half-typed command on Ctrl-C', () => {
    const { machine, session, output } = started();
    session.run('echo "a');
    settle(machine, session);
    session.interrupt();
    settle(machine, session);
    session.run('echo ok');
    settle(machine, session);
    expect(output()).toBe('$ > ^C\n$ ok\n$ ');
  });

  it('streams: a line is out before the command ends', () => {
    const { machine, session, output } = started();
    session.run('for i in 1 2 3; do echo $i; sleep 1; done | cat');
    pass(machine, 1.5);
    expect(output()).toBe('$ 1\n2\n');
    settle(machine, session);
    expect(output()).toBe('$ 1\n2\n3\n$ ');
  });

  it('reports background jobs when they start and before the next prompt when they are done', () => {
    const { machine, session, output } = started();
    session.run('sleep 1 &');
    settle(machine, session);
    pass(machine, 2);
    session.run('true');
    settle(machine, session);
    expect(output()).toMatch(/^\$ \[1\] \d+\n\$ \[1\]\+ {2}Done {20}sleep 1\n\$ $/);
  });

  // bash 5.2 on a terminal, each line with `; echo after` behind.
  it.each([
    ['sleep 1 & wait', '[1]+  Done                    sleep 1\nafter\n'],
    ['sleep 1 & wait $!', '[1]+  Done                    sleep 1\nafter\n'],
    ['false & wait %1', '[1]+  Exit 1                  false\nafter\n'],
    ['sleep 1 & sleep 2', '[1]+  Done                    sleep 1\nafter\n'],
    ['f() { sleep 1 & wait; echo in; }; f', '[1]+  Done                    sleep 1\nin\nafter\n'],
  ])('says that a job ended as soon as it has waited for anything: %s', (line, said) => {
    const { machine, session, output } = started();
    session.run(`${line}; echo after`);
    settle(machine, session);
    expect(output().replace(/\[1\] \d+\n/, '')).toBe(`$ ${said}$ `);
  });

  it('ends a background job with kill %1', () => {
    const { machine, session, output } = started();
    session.run('sleep 100 &');
    settle(machine, session);
    session.run('kill %1');
    settle(machine, session);
    session.run('');
    settle(machine, session);
    expect(output()).toContain('[1]+  Terminated              sleep 100\n');
  });

  it('lets a program read what is typed, to Ctrl-D', () => {
    const { machine, session, output } = started();
    session.run('cat | tr a-z A-Z');
    pass(machine, 0.1);
    session.type('typed\n');
    pass(machine, 0.1);
    session.endOfFile();
    settle(machine, session);
    expect(output()).toBe('$ TYPED\n$ ');
  });

  it('ends with Ctrl-D at the prompt', () => {
    const { machine, session, output } = started();
    session.endOfFile();
    settle(machine, session);
    expect(output()).toBe('$ exit\n');
    expect(session.ended).toBe(true);
  });

  it('runs a shell in the shell and comes back', () => {
    const { machine, session } = started();
    session.run('PS1="outer " bash');
    settle(machine, session);
    session.run('exit 3');
    settle(machine, session);
    const { stdout } = runToCompletion(session, 'echo $?');
    expect(stdout).toContain('3\n');
  });

  it('runs two sessions on one machine at once', () => {
    const machine = bareMachine();
    const [one, other] = [bareSession(machine), bareSession(machine)];
    const output = record(other);
    settle(machine, one);
    settle(machine, other);
    one.run('sleep 100');
    other.run('echo meanwhile');
    settle(machine, other);
    expect(output()).toBe('$ meanwhile\n$ ');
    expect(one.idle).toBe(false);
    one.interrupt();
    expect(settle(machine, one)).toBe(true);
  });

  it('completes commands, files, variables and what a completer knows', () => {
    const completers = new CompletionRegistry();
    completers.register('kubectl', ({ words }) => (words.length === 2 ? ['get', 'describe'] : undefined));
    const machine = bareMachine();
    machine.files.set('/root/notes.txt', '');
    machine.files.set('/root/node/a', '');
    const session = bareSession(machine, { completers });
    settle(machine, session);
    expect(session.complete('ech').candidates).toEqual(['echo']);
    expect(session.complete('cat no')).toEqual({
      start: 4,
      candidates: ['node/', 'notes.txt'],
      common: 'no',
    });
    expect(session.complete('cat node/').candidates).toEqual(['node/a']);
    expect(session.complete('echo $HO').candidates).toContain('$HOME');
    expect(session.complete('true && kubectl g').candidates).toEqual(['get']);
  });
});

describe('a command session', () => {
  it('keeps one shell state over several texts and speaks as bash -c does', () => {
    const session = bareSession(bareMachine(), { style: 'command', terminal: undefined });
    expect(runToCompletion(session, 'x=5; cd /tmp').status).toBe(0);
    expect(runToCompletion(session, 'echo $x $PWD').stdout).toBe('5 /tmp\n');
    expect(runToCompletion(session, 'nosuch')).toMatchObject({
      stderr: 'bash: line 1: nosuch: command not found\n',
      status: 127,
    });
  });

  it('survives Ctrl-C', () => {
    const machine = bareMachine();
    const session = bareSession(machine, { style: 'command' });
    session.run('sleep 100; echo no');
    pass(machine, 1);
    session.interrupt();
    settle(machine, session);
    expect(session.status).toBe(130);
    expect(runToCompletion(session, 'echo on').stdout).toBe('on\n');
  });

  it('tells when a command does not end in time', () => {
    const session = bareSession(bareMachine(), { style: 'command' });
    expect(runToCompletion(session, 'sleep 100', { limit: 10 * second }).finished).toBe(false);
  });

  it('holds to its clock limit when a loop never ends', () => {
    const session = bareSession(bareMachine(), { style: 'command' });
    expect(runToCompletion(session, 'yes > /dev/null', { limit: second }).finished).toBe(false);
  });

  it('refuses recursion without end', () => {
    const session = bareSession(bareMachine(), { style: 'command' });
    expect(runToCompletion(session, 'f() { f; }; f').stderr).toContain(
      'maximum function nesting level exceeded',
    );
  });
});

describe('pipes', () => {
  it('end an endless writer when its reader has enough', () => {
    const session = bareSession(bareMachine(), { style: 'command' });
    expect(runToCompletion(session, 'yes | head -3; echo ${PIPESTATUS[@]}').stdout).toBe('y\ny\ny\n141 0\n');
  });

  it('leave no process behind', () => {
    const machine = bareMachine();
    const session = bareSession(machine, { style: 'command' });
    runToCompletion(
      session,
      'yes | sed 2q | awk "{print NR}"; while :; do echo x; done | head -1; x=$(seq 5)',
    );
    expect(machine.processes.list()).toEqual([session.process]);
  });
});
