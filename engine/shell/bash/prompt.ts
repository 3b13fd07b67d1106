/**
 * Prompt strings (bash(1), PROMPTING): `\u`, `\h`, `\w`, `\$` and the rest, then parameters.
 */
import type { Running } from '../../linux/process/wait.ts';
import { ansiDate } from '../text/date-format.ts';
import { expandText } from './expand.ts';
import type { Shell } from './shell.ts';
import { parseQuoted } from './syntax.ts';

export const defaultPrompt = '\\u@\\h:\\w\\$ ';

export function* promptText(shell: Shell, prompt: string): Running<string> {
  const filled = prompt.replace(/\\([0-7]{3}|[^])/g, (_whole, escape: string) =>
    replaceEscape(shell, escape),
  );
  if (!/[$`]/.test(filled.replace(/\$ ?$/, ''))) return filled;
  const end = /\$ ?$/.exec(filled)?.[0] ?? '';
  return (yield* expandText(shell, parseQuoted(filled.slice(0, filled.length - end.length)))) + end;
}

function replaceEscape(shell: Shell, escape: string): string {
  const home = shell.variables.get('HOME');
  const directory = shell.directory;
  const short =
    home !== undefined && home !== '/' && (directory === home || directory.startsWith(`${home}/`))
      ? `~${directory.slice(home.length)}`
      : directory;
  const now = shell.process.place.environment.wallTime;
  const host = shell.variables.get('HOSTNAME') ?? 'localhost';
  if (/^[0-7]{3}$/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
  switch (escape) {
    case 'u':
      return (
        shell.variables.get('USER') ?? (shell.process.credentials.uid === 0 ? 'root' : 'I have no name!')
      );
    case 'h':
      return host.split('.')[0] ?? host;
    case 'H':
      return host;
    case 'w':
      return short;
    case 'W':
      return short === '~' || short === '/' ? short : short.slice(short.lastIndexOf('/') + 1);
    case '$':
      return shell.process.credentials.uid === 0 ? '#' : '$';
    case 's':
      return 'bash';
    case 'v':
      return '5.2';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 'e':
      return '\x1b';
    case 'a':
      return '\x07';
    case 't':
      return ansiDate('%H:%M:%S', now);
    case 'T':
      return ansiDate('%I:%M:%S', now);
    case 'A':
      return ansiDate('%H:%M', now);
    case 'd':
      return ansiDate('%a %b %d', now);
    case 'j':
      return shell.jobs.list().length.toString();
    case '#':
    case '!':
      return (shell.history.length + 1).toString();
    case '[':
    case ']':
      return '';
    case '\\':
      return '\\';
    default:
      return `\\${escape}`;
  }
}
