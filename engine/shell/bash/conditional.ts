/**
 * `[[ … ]]`: words are not split, `==` matches patterns, `=~` matches POSIX extended regular expressions and fills
 * BASH_REMATCH, numbers are arithmetic.
 */
import type { TestBinaryExpression, TestExpression, Word } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';
import { extendedToJavaScript } from '../text/regular-expression.ts';
import { evaluate } from './arithmetic.ts';
import { expandPattern, expandText } from './expand.ts';
import { matchesPattern, safely } from './pattern.ts';
import type { Shell } from './shell.ts';
import { testBinary, testUnary } from './test-expression.ts';

/** @throws ExpansionError */
export function* evaluateTest(shell: Shell, expression: TestExpression): Running<boolean> {
  switch (expression.type) {
    case 'TestGroup':
      return yield* evaluateTest(shell, expression.expression);
    case 'TestNot': {
      const value = yield* evaluateTest(shell, expression.operand);
      return expression.negations.length % 2 === 0 ? value : !value;
    }
    case 'TestLogical': {
      for (const operand of expression.operands) {
        const value = yield* evaluateTest(shell, operand);
        if (value === (expression.operator === '||')) return value;
      }
      return expression.operator === '&&';
    }
    case 'TestUnary':
      return testUnary(shell, expression.operator, yield* expandText(shell, expression.operand));
    case 'TestBinary':
      return yield* binaryTest(shell, expression);
  }
}

function* binaryTest(shell: Shell, expression: TestBinaryExpression): Running<boolean> {
  const left = yield* expandText(shell, expression.left);
  switch (expression.operator) {
    case '=':
    case '==':
    case '!=': {
      const pattern = yield* expandPattern(shell, expression.right);
      const fold = shell.shopt.has('nocasematch');
      return (
        matchesPattern(fold ? pattern.toLowerCase() : pattern, fold ? left.toLowerCase() : left) ===
        (expression.operator !== '!=')
      );
    }
    case '=~':
      return yield* regularExpression(shell, left, expression.right);
    default:
      return testBinary(
        shell,
        left,
        expression.operator,
        yield* expandText(shell, expression.right),
        (text) => evaluate(text, shell.arithmetic),
      );
  }
}

function* regularExpression(shell: Shell, text: string, word: Word): Running<boolean> {
  const source = word.parts === undefined ? word.text : yield* quotedAsLiteral(shell, word);
  const match = safely(extendedToJavaScript(source), shell.shopt.has('nocasematch') ? 'ui' : 'u').exec(text);
  const variable = shell.variables.obtain('BASH_REMATCH');
  variable.value = undefined;
  variable.indexed = new Map(
    [...(match ?? [])].map((group: string | undefined, index) => [index, group ?? '']),
  );
  return match !== null;
}

/** Quoted parts of a regular expression stand for themselves. */
function* quotedAsLiteral(shell: Shell, word: Word): Running<string> {
  let source = '';
  for (const part of word.parts ?? []) {
    const one: Word = {
      type: 'Word',
      text: part.text,
      value: part.text,
      pos: part.pos,
      end: part.end,
      parts: [part],
    };
    if (
      part.type === 'Literal' ||
      part.type === 'Glob' ||
      part.type === 'ExtendedGlob' ||
      part.type === 'BraceExpansion'
    )
      source += part.text;
    else if (
      part.type === 'SimpleExpansion' ||
      part.type === 'ParameterExpansion' ||
      part.type === 'CommandExpansion'
    )
      source += yield* expandText(shell, one);
    else source += (yield* expandText(shell, one)).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  }
  return source;
}
