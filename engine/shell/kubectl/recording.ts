/**
 * Replays the kubectl steps of a recording (goldens of a real cluster) on a simulated one: a small reader of command
 * lines (quotes, here-documents, `timeout`, `cat FILE |`, `echo … |`) in place of the shell. Steps that need a real
 * shell, a node or a pod's tools are left out and counted.
 */
import { type Clock, millisecond, second } from '../../clock/clock.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { FileTree } from '../../linux/file/file-tree.ts';
import { ProcessTable, type Program } from '../../linux/process/process.ts';
import { Sink, TextInput } from '../../linux/process/stream.ts';
import { kubectl } from './kubectl.ts';

export interface RecordedStep {
  readonly do?: string;
  readonly s?: number;
  readonly on?: string;
  readonly cmd?: string;
  readonly exit?: number;
}

export interface ReplayedStep {
  readonly on: string;
  readonly cmd: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class RecordingReplay {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #files = new FileTree();
  readonly #table: ProcessTable<undefined>;
  skipped = 0;

  constructor(cluster: Cluster, clock: Clock, files: Readonly<Record<string, string>>) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#table = new ProcessTable<undefined>(clock);
    for (const [name, text] of Object.entries(files)) this.#files.set(`/root/work/${name}`, text);
  }

  /** @returns undefined for staging and for steps that cannot be replayed here */
  step(step: RecordedStep): ReplayedStep | undefined {
    if (step.do === 'settle') this.#cluster.settle(45 * second);
    if (step.do === 'wait') this.#clock.runUntil(this.#clock.now + (step.s ?? 0) * second);
    const { cmd, on } = step;
    if (cmd === undefined || on !== 'workstation') {
      if (cmd !== undefined) this.skipped++;
      return undefined;
    }
    const parsed = parseLine(cmd, this.#files);
    if (parsed === undefined) {
      this.skipped++;
      return undefined;
    }
    return this.#run(cmd, parsed);
  }

  #run(cmd: string, { words, stdin, timeout }: Line): ReplayedStep {
    let stdout = '';
    let stderr = '';
    const program: Program<undefined> = kubectl(this.#cluster.door, this.#cluster);
    const process = this.#table.start({
      program,
      arguments: words,
      place: undefined,
      files: this.#files,
      directory: '/root/work',
      stdin: new TextInput(stdin),
      stdout: new Sink((text) => (stdout += text)),
      stderr: new Sink((text) => (stderr += text)),
    });
    const limit = this.#clock.now + (timeout ?? 300) * second;
    this.#clock.runWhile(() => process.exit === undefined, limit);
    let exit = process.exit?.status ?? 124;
    if (process.exit === undefined) {
      process.kill('SIGTERM');
      this.#clock.runUntil(this.#clock.now + millisecond);
      exit = 124;
    }
    // A person's command takes its time.
    this.#clock.runUntil(this.#clock.now + 100 * millisecond);
    return { on: 'workstation', cmd, exit, stdout, stderr };
  }
}

interface Line {
  readonly words: readonly string[];
  readonly stdin: string;
  readonly timeout: number | undefined;
}

/** @returns undefined for what needs a shell */
function parseLine(text: string, files: FileTree): Line | undefined {
  let command = text;
  let stdin = '';
  const here = /^(.*?)\s*<<\s*'?(\w+)'?\n([\s\S]*?)\n\2\s*$/.exec(command);
  if (here !== null) {
    command = here[1] ?? '';
    stdin = `${here[3] ?? ''}\n`;
  }
  const cat = /^cat ([\w.-]+) \| (kubectl .*)$/s.exec(command);
  if (cat !== null) {
    stdin = files.text(`/root/work/${cat[1] ?? ''}`) ?? '';
    command = cat[2] ?? '';
  }
  const echo = /^echo '([^']*)' \| (kubectl .*)$/s.exec(command);
  if (echo !== null) {
    stdin = `${echo[1] ?? ''}\n`;
    command = echo[2] ?? '';
  }
  const words = splitWords(command);
  if (words === undefined) return undefined;
  let timeout: number | undefined;
  if (words[0] === 'timeout') {
    timeout = Number(words[1]);
    words.splice(0, 2);
  }
  return words[0] === 'kubectl' ? { words, stdin, timeout } : undefined;
}

function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return undefined;
      word = (word ?? '') + text.slice(at + 1, end);
      at = end;
    } else if (character === '"') {
      let inside = '';
      for (at++; at < text.length && text[at] !== '"'; at++) {
        if (text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at++;
        else if (text[at] === '$' || text[at] === '`') return undefined;
        inside += text[at] ?? '';
      }
      word = (word ?? '') + inside;
    } else if (character === '\\') word = (word ?? '') + (text[++at] ?? '');
    else if (/[|&;<>()$`]/.test(character)) return undefined;
    else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}
