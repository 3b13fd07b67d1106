/**
 * From text to bash's syntax tree (the library unbash), with bash 5.2's own judgement of bad text: incomplete (a
 * prompt asks for more), or an error at a token in bash's words.
 *
 * Left out: aliases are expanded on the text of a simple command's first word only, not inside the grammar.
 */
import { parse, type ParseError, type ParsedScript, type Word } from 'unbash';

export interface SyntaxError {
  /** `syntax error near unexpected token `)'`, in bash's words. */
  readonly message: string;
  /** Line (from 1) the message names. */
  readonly line: number;
  /** Line (from 1) of the first bad line; statements that end before it still run. */
  readonly badLine: number;
  /** Printed below the message: the line itself; undefined at the end of the text. */
  readonly text: string | undefined;
}

export type Parsed =
  | { readonly kind: 'script'; readonly script: ParsedScript }
  | { readonly kind: 'incomplete'; readonly script: ParsedScript; readonly error: SyntaxError }
  | { readonly kind: 'error'; readonly script: ParsedScript; readonly error: SyntaxError };

export function lineAt(source: string, position: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < position; at = source.indexOf('\n', at + 1)) line++;
  return line;
}

export function parseShell(text: string): Parsed {
  const script = parse(text);
  const first = script.errors?.[0];
  if (first === undefined) return { kind: 'script', script };
  return judge(text, script, first);
}

const quotes: Readonly<Record<string, string>> = {
  'unterminated double quote': '"',
  'unterminated single quote': "'",
  'unterminated backtick': '`',
  'unterminated command substitution': ')',
  'unterminated arithmetic expansion': ')',
  'unterminated extended glob': ')',
  'unterminated parameter expansion': '}',
};

function judge(text: string, script: ParsedScript, error: ParseError): Parsed {
  const open = quotes[error.message];
  const lines = text.replace(/\n$/, '').split('\n');
  if (open !== undefined) {
    const line =
      open === ')' && text[error.pos + 1] === '(' && text[error.pos + 2] !== '('
        ? lines.length + 1
        : lineAt(text, error.pos);
    const message = `unexpected EOF while looking for matching \`${open}'`;
    return {
      kind: 'incomplete',
      script,
      error: { message, line, badLine: lineAt(text, error.pos), text: undefined },
    };
  }
  if (error.message.includes("']]'")) {
    const line = lineAt(text, error.pos);
    return { kind: 'incomplete', script, error: endOfFile(lines, line) };
  }
  const from = /in (subshell|brace group)$/.test(error.message) ? error.pos + 1 : error.pos;
  const token = tokenAt(text, from);
  if (token === undefined)
    return { kind: 'incomplete', script, error: endOfFile(lines, lineAt(text, firstLineOf(script, text))) };
  const line = lineAt(text, token.at);
  const message = `syntax error near unexpected token \`${token.text}'`;
  return { kind: 'error', script, error: { message, line, badLine: line, text: lines[line - 1] ?? '' } };
}

/** Where the last, unfinished statement begins. */
function firstLineOf(script: ParsedScript, text: string): number {
  return script.commands.at(-1)?.pos ?? text.length;
}

function endOfFile(lines: readonly string[], badLine: number): SyntaxError {
  return {
    message: 'syntax error: unexpected end of file',
    line: lines.length + 1,
    badLine,
    text: undefined,
  };
}

function tokenAt(text: string, position: number): { at: number; text: string } | undefined {
  let at = position;
  let newline = -1;
  for (;;) {
    const char = text[at];
    if (char === undefined) break;
    if (char === '\n' && newline < 0) newline = at;
    if (char === '#') {
      while (at < text.length && text[at] !== '\n') at++;
      continue;
    }
    if (!/\s/.test(char)) break;
    at++;
  }
  if (at >= text.length)
    return text[position - 1] === '>' || text[position - 1] === '<'
      ? { at: position, text: 'newline' }
      : undefined;
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|<<<|<<-|<<|>>|>&|<&|&>|[;&|()<>])/.exec(text.slice(at));
  if (operator !== null) return { at, text: operator[0] };
  const word = /^[^\s;&|()<>]+/.exec(text.slice(at));
  return { at, text: word?.[0] ?? text[at] ?? '' };
}

/** Whether the text ends inside a here-document or after a backslash, which the parser lets pass. */
export function wantsMore(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\\n?$/.test(text) && !/\\\n$/.test(text.slice(0, -1))) return /\\\n?$/.test(text);
  return openHereDocument(text) !== undefined;
}

/** The delimiter of a here-document that is never closed, with the line it starts on. */
export function openHereDocument(text: string): { delimiter: string; line: number } | undefined {
  if (!text.includes('<<')) return undefined;
  const pending: { delimiter: string; line: number; tabs: boolean }[] = [];
  let open: { delimiter: string; line: number; tabs: boolean } | undefined;
  for (const [index, line] of text.replace(/\n$/, '').split('\n').entries()) {
    if (open !== undefined) {
      if ((open.tabs ? line.replace(/^\t+/, '') : line) === open.delimiter) open = pending.shift();
      continue;
    }
    const bare = line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, (quoted, at: number) =>
      /<<-?\s*$/.test(line.slice(0, at)) ? quoted : ' '.repeat(quoted.length),
    );
    for (const match of bare.matchAll(/(?<![<(])<<(-?)\s*(["']?)([A-Za-z_][\w.-]*)\2(?!<)/g))
      pending.push({ delimiter: match[3] ?? '', line: index + 1, tabs: match[1] === '-' });
    open = pending.shift();
  }
  return open;
}

const words = new Map<string, Word>();

/** One word from its source text (the result of a brace expansion). */
export function parseWord(text: string): Word {
  const known = words.get(text);
  if (known !== undefined) return known;
  const statement = parse(`: ${text}`).commands[0];
  const argument = statement?.command.type === 'Command' ? statement.command.suffix[0] : undefined;
  const word: Word =
    argument?.type === 'Word' && argument.end === text.length + 2
      ? argument
      : {
          type: 'Word',
          text: `'${text.replaceAll("'", `'\\''`)}'`,
          value: text,
          pos: 0,
          end: text.length,
          parts: undefined,
        };
  if (words.size > 2000) words.clear();
  words.set(text, word);
  return word;
}

/** Text as if it stood between double quotes (arithmetic, here-documents whose parts are needed). */
export function parseQuoted(text: string): Word {
  return parseWord(`"${text.replaceAll('"', '')}"`);
}
