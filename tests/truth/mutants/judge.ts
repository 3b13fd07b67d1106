/** What an answer to a mutant must be: no exception's words, and an error that says something. */
import type { ApiAnswer } from '../../../engine/kubernetes/api/request.ts';
import { isStatus } from '../../../engine/kubernetes/api/status.ts';
import type { ClusterOutput } from '../../../engine/lab/replay/cluster/run-command.ts';

/** What only a program's own mistakes say. */
const exceptionsWords =
  /TypeError|RangeError|ReferenceError|SyntaxError|Cannot (?:read prop|set prop|convert|delete|assign to|destructure|add prop)|is not a function|(?:is not|object is not|not) iterable|is not defined|Maximum call stack|Invalid (?:array length|string length|count value|time value|regular expression)|\[object |\bundefined\b|Unexpected token|in JSON at position|read only property|not extensible|circular structure/;

/** @param asked words in the question may come again in the answer */
export function complaintAbout(text: string, asked: string): string | undefined {
  const found = exceptionsWords.exec(text)?.[0];
  return found === undefined || asked.includes(found) ? undefined : `says "${found}": ${text.slice(0, 400)}`;
}

export function complaintAboutAnswer(answer: ApiAnswer, asked: string): string | undefined {
  if (answer.kind === 'watch') return undefined;
  const { status, body } = answer;
  if (status < 400) return undefined;
  if (!isStatus(body))
    return typeof body === 'string' ? undefined : `answers ${String(status)} without a Status`;
  const { message = '', code } = body;
  if (message === '' || code !== status)
    return `answers ${String(status)} with ${JSON.stringify(body).slice(0, 300)}`;
  // Server-side apply's words about a field it does not know are a real server's 500.
  if (status === 500 && !message.startsWith('failed to create typed patch object'))
    return `answers 500: ${message.slice(0, 400)}`;
  return complaintAbout(message, asked);
}

/** Commands that say no by their status alone. */
const silent = /\||-q|--quiet|auth can-i|>|grep|false|exit|test |kill|diff|timeout|&|!|--help/;

export function complaintAboutOutput(
  { exit, stdout, stderr }: ClusterOutput,
  line: string,
  asked: string,
): string | undefined {
  // What is waited for is killed after a while.
  if (exit !== 0 && exit !== 137 && stdout === '' && stderr === '' && !silent.test(line))
    return `fails (${String(exit)}) without a word`;
  if (exit === 139) return 'overflows its stack';
  return complaintAbout(stderr, asked) ?? (exit === 0 ? undefined : complaintAbout(stdout, asked));
}
