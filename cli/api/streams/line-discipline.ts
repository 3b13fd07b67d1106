/**
 * What a pseudo-terminal makes of octets (termios(3), canonical mode): it echoes what is typed, lets it be corrected,
 * hands over whole lines, and turns ^C into a signal; a newline of a program goes out as CR LF.
 *
 * Left out: raw mode, so what readline draws by itself (history with the arrows, Tab) does not come.
 */
import type { TerminalSize } from '../../../engine/linux/process/stream.ts';
import { Terminal } from '../../../engine/linux/process/terminal.ts';

const backspaces = ['\u007f', '\b'];

export class LineDiscipline {
  readonly terminal: Terminal;
  /** Told of ^C too: a terminal in a container may stand behind this one. */
  onInterrupt: (() => void) | undefined;
  readonly #show: (text: string) => void;
  #line = '';

  /** @param show told what appears, as it is to be sent to a real terminal */
  constructor(show: (text: string) => void, size: TerminalSize = { columns: 80, rows: 24 }) {
    this.#show = (text) => {
      show(text.replaceAll('\n', '\r\n'));
    };
    this.terminal = new Terminal(this.#show, size);
  }

  /** What the person's terminal sent, key by key or pasted. */
  receive(keys: string): void {
    for (const key of keys) this.#press(key);
  }

  #press(key: string): void {
    if (backspaces.includes(key)) {
      if (this.#line === '') return;
      this.#line = [...this.#line].slice(0, -1).join('');
      this.#show('\b \b');
    } else if (key === '\r' || key === '\n') {
      this.#show('\n');
      this.terminal.type(`${this.#line}\n`);
      this.#line = '';
    } else if (key === '\u0003') {
      this.#line = '';
      this.terminal.interrupt();
      this.onInterrupt?.();
    } else if (key === '\u0004') {
      if (this.#line === '') this.terminal.endOfFile();
      else this.terminal.type(this.#line);
      this.#line = '';
    } else if (key === '\u0015') {
      this.#show('\b \b'.repeat([...this.#line].length));
      this.#line = '';
    } else if (key >= ' ' || key === '\t') {
      this.#line += key;
      this.#show(key);
    }
  }
}
