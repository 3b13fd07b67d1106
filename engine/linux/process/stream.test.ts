/**
 * Pipes, descriptors and the terminal.
 */
import { describe, expect, it } from 'vitest';
import { Descriptor } from './descriptor.ts';
import { ProcessGroup } from './group.ts';
import { Pipe, Sink, TextInput } from './stream.ts';
import { Terminal } from './terminal.ts';

describe('a pipe', () => {
  it('ends for the reader when the last writer has gone', () => {
    const pipe = new Pipe();
    pipe.addWriter();
    pipe.write('a');
    pipe.closeWriter();
    expect(pipe.read()).toBe('a');
    expect(pipe.read()).toBe('');
    pipe.closeWriter();
    expect(pipe.read()).toBeUndefined();
  });

  it('is closed for the writer when the last reader has gone', () => {
    const pipe = new Pipe();
    pipe.readEnd.close();
    expect(pipe.write('a')).toBe('closed');
  });

  it('is full at 64 KiB and has room again when read', () => {
    const pipe = new Pipe();
    pipe.write('x'.repeat(65_536));
    expect(pipe.full).toBe(true);
    pipe.read();
    expect(pipe.full).toBe(false);
  });
});

describe('a descriptor', () => {
  it('closes what it stands for when the last duplicate is closed', () => {
    const pipe = new Pipe();
    const one = Descriptor.output(pipe.writeEnd);
    const other = one.duplicate();
    one.close();
    one.close();
    expect(pipe.read()).toBe('');
    other.close();
    expect(pipe.read()).toBeUndefined();
  });

  it('keeps for the next reader what was read too much', () => {
    const one = Descriptor.input(new TextInput('ab:cd\nef'));
    const other = one.duplicate();
    expect(one.readUpTo(10, ':')).toBe('ab:');
    expect(other.readLine()).toBe('cd\n');
    expect(other.read()).toBe('ef');
  });

  it('lends a stream without giving it away', () => {
    let closed = 0;
    const output = new Sink(() => undefined);
    output.close = () => {
      closed++;
    };
    Descriptor.shareOutput(output).close();
    expect(closed).toBe(0);
  });
});

describe('a terminal', () => {
  it('delivers lines, and the end of the input once', () => {
    const terminal = new Terminal(() => undefined, { columns: 80, rows: 24 });
    terminal.type('line\n');
    terminal.endOfFile();
    expect(terminal.input.readLine()).toBe('line\n');
    expect(terminal.input.readLine()).toBeUndefined();
    expect(terminal.input.readLine()).toBe('');
  });

  it('sends Ctrl-C to the foreground group and drops what was typed', () => {
    const shown: string[] = [];
    const terminal = new Terminal((text) => shown.push(text), { columns: 80, rows: 24 });
    const signals: string[] = [];
    terminal.foreground = new ProcessGroup();
    terminal.foreground.join({ pid: 1, kill: (signal) => signals.push(signal) });
    terminal.type('half');
    terminal.interrupt();
    expect(signals).toEqual(['SIGINT']);
    expect(shown).toEqual(['^C']);
    expect(terminal.input.read()).toBe('');
  });

  it('tells the foreground group when its size changes', () => {
    const terminal = new Terminal(() => undefined, { columns: 80, rows: 24 });
    const signals: string[] = [];
    terminal.foreground = new ProcessGroup();
    terminal.foreground.join({ pid: 1, kill: (signal) => signals.push(signal) });
    terminal.resize({ columns: 100, rows: 30 });
    expect(signals).toEqual(['SIGWINCH']);
    expect(terminal.output.terminal).toEqual({ columns: 100, rows: 30 });
  });
});
