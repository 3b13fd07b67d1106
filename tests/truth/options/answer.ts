/** What a tool answers to one option, and the form of it that names no option. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Recorded {
  /** Options nobody dared to ask it for, or that took its whole time. */
  readonly untried: readonly string[];
  /** Options the real tool takes, alone or with an argument it asks for. */
  readonly known: readonly string[];
  /** What it says to a letter it does not know, which stands as %. */
  readonly letter: Answer;
  /** To `--nosuch`. */
  readonly word: Answer;
}

export const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');

/** With % for the option's name where a complaint quotes it. */
export function templateOf({ status, stdout, stderr }: Answer, name: string): string {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const level = (text: string) =>
    text
      .replace(new RegExp(`(['"\`‘[ -])(-{0,2})${quoted}(?=['"’\\]\\n:])`, 'g'), '$1$2%')
      .replace(new RegExp(`(option -- ')${quoted}'`, 'g'), "$1%'");
  return JSON.stringify({ status, stdout: level(stdout), stderr: level(stderr) });
}
