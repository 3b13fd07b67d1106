/**
 * awk's operators on two numbers, and comparisons of two numbers or two strings.
 */
import { AwkError } from './lexer.ts';

export function arithmetic(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right === 0) throw new AwkError('division by zero');
      return left / right;
    case '%':
      if (right === 0) throw new AwkError('division by zero in %');
      return left % right;
    default:
      return left ** right;
  }
}

export function compare(operator: string, left: number | string, right: number | string): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    default:
      return left !== right;
  }
}
