/**
 * Word expansion (bash(1), EXPANSION): braces, tilde, parameters, command substitution, arithmetic, then splitting and
 * pathnames. Here the order; the operations on parameters are in operation.ts.
 *
 * Process substitution `<(…)` runs its command to the end first and hands over a file; `>(…)` is not simulated.
 */
import type { DoubleQuotedPart, ParameterExpansionPart, Word, WordPart } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { evaluate } from './arithmetic.ts';
import { expandBraces } from './brace.ts';
import { glob } from './glob.ts';
import { ExpansionError } from './jump.ts';
import { operate } from './operation.ts';
import { lookUp, requireSet, separator, type Value } from './parameter.ts';
import { unquotePattern } from './pattern.ts';
import type { Shell } from './shell.ts';
import { parseQuoted, parseWord } from './syntax.ts';
import {
  type Field,
  literalPieces,
  mayGlob,
  type Piece,
  piecePattern,
  pieceText,
  splitFields,
} from './word.ts';

/** `argument`: a tilde at its start; `assignment`: also after a colon; `pattern`, `quoted`: where a `"` quotes. */
type Position = 'argument' | 'assignment' | 'quoted';

export function* expandWords(shell: Shell, words: readonly Word[]): Running<string[]> {
  const all: string[] = [];
  for (const word of words)
    for (const field of yield* expandFields(shell, word)) all.push(...pathnames(shell, field));
  return all;
}

function* expandFields(shell: Shell, word: Word): Running<Field[]> {
  if (word.parts === undefined && !/[\\~]/.test(word.text)) return [{ text: word.text, pattern: word.text }];
  const texts =
    word.parts?.some((part) => part.type === 'BraceExpansion') === true ? expandBraces(word.text) : undefined;
  if (texts === undefined || (texts.length === 1 && texts[0] === word.text))
    return splitFields(yield* pieces(shell, word, 'argument'), shell.variables.get('IFS') ?? ' \t\n');
  const fields: Field[] = [];
  for (const text of texts) {
    const one = parseWord(text);
    fields.push(...splitFields(yield* pieces(shell, one, 'argument'), shell.variables.get('IFS') ?? ' \t\n'));
  }
  return fields;
}

function pathnames(shell: Shell, field: Field): readonly string[] {
  if (shell.options.has('noglob') || !mayGlob(field)) return [field.text];
  const found = glob(shell.process.files, shell.directory, field.pattern, {
    dotglob: shell.shopt.has('dotglob'),
    globstar: shell.shopt.has('globstar'),
    nocaseglob: shell.shopt.has('nocaseglob'),
  });
  if (found.length > 0) return found;
  if (shell.shopt.has('failglob')) throw new ExpansionError(`no match: ${unquotePattern(field.pattern)}`);
  return shell.shopt.has('nullglob') ? [] : [field.text];
}

/** One string, neither split nor matched against files. */
export function* expandText(
  shell: Shell,
  word: Word | undefined,
  position: Position = 'argument',
): Running<string> {
  if (word === undefined) return '';
  const all = yield* pieces(shell, word, position);
  return pieceText(all);
}

/** One pattern, whose quoted characters have a backslash. */
export function* expandPattern(shell: Shell, word: Word): Running<string> {
  return piecePattern(yield* pieces(shell, word, 'argument'));
}

/** The body of a here-document. */
export function* expandParts(shell: Shell, parts: readonly WordPart[]): Running<string> {
  const all: Piece[] = [];
  for (const part of parts) all.push(...(yield* expandPart(shell, part, 'quoted')));
  return pieceText(all);
}

/** @throws ExpansionError */
export function* expandArithmetic(shell: Shell, text: string): Running<bigint> {
  if (!/[$`"\\]/.test(text)) return evaluate(text, shell.arithmetic);
  return evaluate(yield* expandText(shell, parseQuoted(text)), shell.arithmetic);
}

function* pieces(shell: Shell, word: Word, position: Position): Running<Piece[]> {
  if (word.parts === undefined) {
    if (position === 'quoted') return [{ kind: 'quoted', text: word.text.replace(/\\([$`"\\])/g, '$1') }];
    return tilde(shell, word.text, position);
  }
  const all: Piece[] = [];
  for (const [index, part] of word.parts.entries()) {
    if (part.type === 'Literal' && position !== 'quoted' && (index === 0 || position === 'assignment')) {
      all.push(...tilde(shell, part.text, position, index === 0, word.parts.length === index + 1));
    } else all.push(...(yield* expandPart(shell, part, position)));
  }
  return all;
}

function tilde(shell: Shell, text: string, position: Position, atStart = true, atEnd = true): Piece[] {
  if (!text.includes('~')) return literalPieces(text);
  const all: Piece[] = [];
  // An argument that looks like an assignment is treated as one.
  const parts =
    position === 'assignment'
      ? text.split(/(?<=:)/)
      : /^\w+=~/.test(text)
        ? text.split(/(?<==)(?=~)/)
        : [text];
  for (const [index, part] of parts.entries()) {
    const match =
      (index > 0 || atStart) && (atEnd || part.includes('/')) ? /^~([\w.+-]*)(?=[/:]|$)/.exec(part) : null;
    const home = match === null ? undefined : homeOf(shell, match[1] ?? '');
    if (match === null || home === undefined) all.push(...literalPieces(part));
    else all.push({ kind: 'quoted', text: home }, ...literalPieces(part.slice(match[0].length)));
  }
  return all;
}

function homeOf(shell: Shell, user: string): string | undefined {
  if (user === '') return shell.variables.get('HOME') ?? '/root';
  if (user === '+') return shell.directory;
  if (user === '-') return shell.variables.get('OLDPWD');
  const line = shell.process.files
    .text('/etc/passwd')
    ?.split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  return line?.split(':')[5] ?? (user === 'root' ? '/root' : undefined);
}

function* expandPart(shell: Shell, part: WordPart, position: Position): Running<Piece[]> {
  const quoted = position === 'quoted';
  switch (part.type) {
    case 'Literal':
      return quoted ? [{ kind: 'quoted', text: part.value }] : literalPieces(part.text);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ kind: 'quoted', text: part.value }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return yield* doubleQuoted(shell, part.parts);
    case 'BraceExpansion':
    case 'Glob':
    case 'ExtendedGlob':
      return yield* globPart(shell, part, position);
    case 'SimpleExpansion': {
      const name = part.text.slice(1);
      const value = lookUp(shell, name, undefined);
      requireSet(shell, name, value);
      return valuePieces(shell, value, quoted);
    }
    case 'ParameterExpansion':
      return yield* parameter(shell, part, quoted);
    case 'CommandExpansion': {
      const text =
        part.script === undefined
          ? ''
          : yield* shell.interpreter.capture(shell, part.script, part.script.source ?? shell.source);
      return [{ kind: quoted ? 'quoted' : 'expanded', text }];
    }
    case 'ArithmeticExpansion': {
      const inner = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
      const text = (yield* expandArithmetic(shell, inner)).toString();
      return [{ kind: quoted ? 'quoted' : 'expanded', text }];
    }
    case 'ProcessSubstitution':
      return yield* processSubstitution(shell, part);
  }
}

function* doubleQuoted(shell: Shell, parts: DoubleQuotedPart['parts']): Running<Piece[]> {
  const all: Piece[] = [];
  let list = false;
  for (const part of parts) {
    const found = yield* expandPart(shell, part, 'quoted');
    if (found.length === 0) list = true;
    all.push(...found);
  }
  if (all.length === 0 && !list) all.push({ kind: 'quoted', text: '' });
  return all;
}

function* globPart(
  shell: Shell,
  part: Extract<WordPart, { type: 'Glob' | 'ExtendedGlob' | 'BraceExpansion' }>,
  position: Position,
): Running<Piece[]> {
  if (!/[$`'"\\]/.test(part.text) || part.parts === undefined)
    return position === 'quoted' ? [{ kind: 'quoted', text: part.text }] : literalPieces(part.text);
  const all: Piece[] = [];
  const open =
    part.type === 'ExtendedGlob' ? `${part.operator}(` : (/^(?:\[[!^]?|\{)/.exec(part.text)?.[0] ?? '');
  const first = part.parts[0];
  all.push({
    kind: 'literal',
    text:
      first?.type === 'Literal' && /^[!^]/.test(first.text) && open.length === 2 && part.type === 'Glob'
        ? '['
        : open,
  });
  for (const inner of part.parts) all.push(...(yield* expandPart(shell, inner, position)));
  all.push({ kind: 'literal', text: part.text.slice(-1) });
  return all;
}

export function valuePieces(shell: Shell, value: Value, quoted: boolean): Piece[] {
  const kind = quoted ? 'quoted' : 'expanded';
  if (value.kind === 'unset') return [{ kind, text: '' }];
  if (value.kind === 'scalar') return [{ kind, text: value.text }];
  if (quoted && value.star) return [{ kind, text: value.items.join(separator(shell)) }];
  return value.items.flatMap((text, index): Piece[] =>
    index === 0 ? [{ kind, text }] : [{ kind: 'break' }, { kind, text }],
  );
}

function* parameter(shell: Shell, part: ParameterExpansionPart, quoted: boolean): Running<Piece[]> {
  let index: string | undefined;
  if (part.index !== undefined)
    index =
      part.index.text === '@' || part.index.text === '*'
        ? part.index.text
        : yield* expandText(shell, part.index);
  const result = yield* operate(shell, part, index, {
    text: (word) => expandText(shell, word, quoted ? 'quoted' : 'argument'),
    plain: (word) => expandText(shell, word),
    pattern: (word) => expandPattern(shell, word),
    arithmetic: (word) => expandArithmetic(shell, word.text),
  });
  if (result.kind === 'operand') {
    const found = yield* pieces(shell, result.word, quoted ? 'quoted' : 'argument');
    if (quoted)
      return found.map((piece) => (piece.kind === 'break' ? piece : { kind: 'quoted', text: piece.text }));
    return found.flatMap((piece): Piece[] =>
      piece.kind === 'literal' ? [{ kind: 'expanded', text: piece.text }] : [piece],
    );
  }
  return valuePieces(shell, result, quoted);
}

function* processSubstitution(
  shell: Shell,
  part: Extract<WordPart, { type: 'ProcessSubstitution' }>,
): Running<Piece[]> {
  if (part.operator === '>') throw new ExpansionError('not simulated: process substitution >(…)');
  const status = shell.status;
  const text =
    part.script === undefined
      ? ''
      : yield* shell.interpreter.capture(shell, part.script, shell.source, 'whole');
  shell.status = status;
  let number = 63;
  while (shell.process.files.get(`/dev/fd/${number}`) !== undefined && number > 10) number--;
  const path = `/dev/fd/${number}`;
  shell.process.files.set(path, text);
  shell.substitutions.push(path);
  return [{ kind: 'quoted', text: path }];
}
