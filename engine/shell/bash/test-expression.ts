/**
 * Tests of files, strings and numbers: the operators shared by `test`, `[` and `[[` (bash(1), CONDITIONAL EXPRESSIONS),
 * and the grammar of `test` with its rules by number of arguments (POSIX).
 */
import { ExpansionError } from './jump.ts';
import type { Shell } from './shell.ts';

const unary = new Set('abcdefghkprstuwxGLNOSozvnR'.split('').map((letter) => `-${letter}`));
const binary = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

export function isUnary(operator: string): boolean {
  return unary.has(operator);
}

/** `-v` and `-o` ask the shell, the rest asks files and strings. */
export function testUnary(shell: Shell, operator: string, operand: string): boolean {
  const { files } = shell.process;
  const path = shell.resolve(operand);
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v': {
      const element = /^(\w+)\[(.*)\]$/.exec(operand);
      if (element !== null) return shell.element(element[1] ?? '', element[2] ?? '') !== undefined;
      return shell.variables.get(operand) !== undefined;
    }
    case '-o':
      return [...shell.options].some((option) => option === operand);
    case '-t':
      return shell.descriptors.get(Number(operand))?.terminal !== undefined;
    case '-a':
    case '-e':
    case '-r':
      return operand !== '' && (special(path) || files.has(path));
    case '-w':
      return operand !== '' && (special(path) || files.has(path));
    case '-f':
      return operand !== '' && !special(path) && files.get(path) !== undefined;
    case '-d':
      return operand !== '' && files.isDirectory(path);
    case '-s':
      return operand !== '' && (files.isDirectory(path) || (files.text(path) ?? '') !== '');
    case '-x':
      return (
        operand !== '' && (files.isDirectory(path) || files.isExecutable(path) || isProgram(shell, path))
      );
    case '-c':
      return special(path);
    default:
      return false;
  }
}

function isProgram(shell: Shell, path: string): boolean {
  return shell.process.executables.find(path.replace(/^.*\//, ''))?.path === path;
}

function special(path: string): boolean {
  return /^\/dev\/(null|zero|tty|stdin|stdout|stderr|random|urandom)$/.test(path);
}

/** @param number reads an operand of -eq and its like. @throws ExpansionError */
export function testBinary(
  shell: Shell,
  left: string,
  operator: string,
  right: string,
  number: (text: string) => bigint,
): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
      return number(left) === number(right);
    case '-ne':
      return number(left) !== number(right);
    case '-lt':
      return number(left) < number(right);
    case '-le':
      return number(left) <= number(right);
    case '-gt':
      return number(left) > number(right);
    case '-ge':
      return number(left) >= number(right);
    case '-ef':
      return shell.resolve(left) === shell.resolve(right) && shell.process.files.has(shell.resolve(left));
    case '-nt':
    case '-ot': {
      const has = [left, right].map((path) => shell.process.files.has(shell.resolve(path)));
      return operator === '-nt' ? has[0] === true && has[1] === false : has[0] === false && has[1] === true;
    }
    default:
      throw new ExpansionError(`${operator}: binary operator expected`, 2);
  }
}

function integer(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ExpansionError(`${text}: integer expression expected`, 2);
  return BigInt(text.trim().replace(/^\+/, ''));
}

/** `test` and `[` (without its `]`). @throws ExpansionError, whose message lacks the command's name */
export function test(shell: Shell, words: readonly string[]): boolean {
  const [first = '', second = '', third = '', fourth = ''] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2:
      if (first === '!') return second === '';
      if (isUnary(first)) return testUnary(shell, first, second);
      throw new ExpansionError(`${first}: unary operator expected`, 2);
    case 3:
      if (binary.has(second)) return testBinary(shell, first, second, third, integer);
      if (second === '-a') return first !== '' && third !== '';
      if (second === '-o') return first !== '' || third !== '';
      if (first === '!') return !test(shell, [second, third]);
      if (first === '(' && third === ')') return second !== '';
      throw new ExpansionError(`${second}: binary operator expected`, 2);
    case 4:
      if (first === '!') return !test(shell, [second, third, fourth]);
      if (first === '(' && fourth === ')') return test(shell, [second, third]);
  }
  const rest = [...words];
  const value = or(shell, rest);
  if (rest.length > 0) throw new ExpansionError('too many arguments', 2);
  return value;
}

function or(shell: Shell, rest: string[]): boolean {
  let value = and(shell, rest);
  while (rest[0] === '-o') {
    rest.shift();
    value = and(shell, rest) || value;
  }
  return value;
}

function and(shell: Shell, rest: string[]): boolean {
  let value = term(shell, rest);
  while (rest[0] === '-a') {
    rest.shift();
    value = term(shell, rest) && value;
  }
  return value;
}

function term(shell: Shell, rest: string[]): boolean {
  const first = rest.shift();
  if (first === undefined) throw new ExpansionError('argument expected', 2);
  if (first === '!') return !term(shell, rest);
  if (first === '(') {
    const value = or(shell, rest);
    if (rest.shift() !== ')') throw new ExpansionError("`)' expected", 2);
    return value;
  }
  const operator = rest[0];
  if (operator !== undefined && binary.has(operator) && rest.length >= 2) {
    rest.shift();
    return testBinary(shell, first, operator, rest.shift() ?? '', integer);
  }
  if (isUnary(first) && rest.length > 0) return testUnary(shell, first, rest.shift() ?? '');
  return first !== '';
}
