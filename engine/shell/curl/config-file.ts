/**
 * `-K`: options from a file, one a line, the dashes optional, `=` or `:` or a space before the value (tool_parsecfg.c).
 */
import type { CurlCommandLine, CurlStop } from './options.ts';
import type { ParameterSource } from './parameter-source.ts';
import { tryHelp } from './try-help.ts';

export function readConfiguration(
  commandLine: CurlCommandLine,
  path: string,
  shown: string,
  source: ParameterSource,
  silent: boolean,
): CurlStop | undefined {
  const text = source.file(path);
  if (text === undefined) {
    const problem = `curl: cannot read config from '${path}'\ncurl: option ${shown}: error encountered when reading a file\n`;
    return { stop: 26, text: `${problem}${tryHelp}`, stream: 'error' };
  }
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || /^[#/*]/.test(line)) continue;
    const [, option = '', rest = ''] = /^(-\S|[^\s=:]+)\s*(?:[=:]\s*)?(.*)$/.exec(line) ?? [];
    const value = rest.startsWith('"')
      ? unescaped(rest)
      : rest === ''
        ? undefined
        : (rest.split(/\s/)[0] ?? undefined);
    const word = option.startsWith('-') ? option : `--${option}`;
    const read = commandLine.word(word, value);
    if (typeof read === 'object') {
      const problem = /: ([^:\n]*)\n/.exec(read.text)?.[1] ?? '';
      if (read.stop === 2)
        source.warn(`${path}:${String(index + 1)}: warning: '${option}' ${problem}`, silent);
      return read;
    }
  }
  return undefined;
}

function unescaped(text: string): string {
  const inside = /^"((?:[^"\\]|\\.)*)/.exec(text)?.[1] ?? '';
  const letters: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' };
  return inside.replace(/\\(.)/g, (_, letter: string) => letters[letter] ?? letter);
}
