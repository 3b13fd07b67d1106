/**
 * tr: characters translated, deleted or squeezed, by sets with ranges, classes and escapes; text as it comes, not lines.
 */
import { emit, tool, UsageError } from './tool.ts';

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  upper: /[A-Z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,

  cntrl: /[\x00-\x1f\x7f]/,
};

function trSet(text: string): string[] {
  const set: string[] = [];
  let at = 0;
  const one = (): string => {
    const escape = /^\\([0-7]{1,3}|[^])/.exec(text.slice(at));
    if (escape === null) return text[at++] ?? '';
    at += escape[0].length;
    const code = escape[1] ?? '';
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8));
    return { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' }[code] ?? code;
  };
  while (at < text.length) {
    const named = /^\[:(\w+):\]/.exec(text.slice(at));
    if (named !== null) {
      const members = classes[named[1] ?? ''];
      if (members === undefined) throw new UsageError(`invalid character class '${named[1] ?? ''}'`, 1);
      for (let code = 0; code < 128; code++)
        if (members.test(String.fromCharCode(code))) set.push(String.fromCharCode(code));
      at += named[0].length;
      continue;
    }
    const first = one();
    if (text[at] === '-' && at + 1 < text.length) {
      at++;
      const last = one();
      if (last < first)
        throw new UsageError(
          `range-endpoints of '${first}-${last}' are in reverse collating sequence order`,
          1,
        );
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++)
        set.push(String.fromCharCode(code));
    } else set.push(first);
  }
  return set;
}

export const tr = tool(
  'tr',
  { short: '+cCdst', long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' } },
  function* (process, parsed) {
    const [first, second, extra] = parsed.operands;
    const hint = "\nTry 'tr --help' for more information.";
    if (first === undefined) throw new UsageError(`missing operand${hint}`, 1);
    const deletes = parsed.has('d');
    const squeezes = parsed.has('s');
    if (second === undefined && !deletes && !squeezes)
      throw new UsageError(
        `missing operand after '${first}'\nTwo strings must be given when translating.${hint}`,
        1,
      );
    if (deletes && squeezes && second === undefined)
      throw new UsageError(
        `missing operand after '${first}'\nTwo strings must be given when both deleting and squeezing repeats.${hint}`,
        1,
      );
    if (deletes && !squeezes && second !== undefined)
      throw new UsageError(
        `extra operand '${second}'\nOnly one string may be given when deleting without squeezing repeats.${hint}`,
        1,
      );
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'${hint}`, 1);
    if (second === '' && first !== '' && !parsed.has('t') && !deletes)
      throw new UsageError('when not truncating set1, string2 must be non-empty', 1);
    const from = trSet(first);
    const complement = parsed.has('c') || parsed.has('C');
    const inFirst = new Set(from);
    const to = second === undefined || deletes ? [] : trSet(second);
    const map = new Map<string, string>();
    if (!complement)
      for (const [index, char] of from.entries())
        map.set(char, to[index] ?? (parsed.has('t') ? char : (to.at(-1) ?? char)));
    const isIn = (char: string): boolean => inFirst.has(char) !== complement;
    const squeezed = new Set(second === undefined ? [] : trSet(second));
    const squeezable = (char: string): boolean => (second === undefined ? isIn(char) : squeezed.has(char));
    let last: string | undefined;
    for (;;) {
      const text = process.stdin.read();
      if (text === undefined) return 0;
      if (text === '') {
        yield { on: [process.stdin.readable] };
        continue;
      }
      let result = '';
      for (const char of text) {
        if (deletes && isIn(char)) continue;
        const out =
          deletes || second === undefined
            ? char
            : complement
              ? isIn(char)
                ? (to.at(-1) ?? char)
                : char
              : (map.get(char) ?? char);
        if (squeezes && out === last && squeezable(out)) continue;
        result += out;
        last = out;
      }
      yield* emit(process, result);
    }
  },
);
