/**
 * What can go wrong, and how kubectl says it (k8s.io/kubectl pkg/cmd/util helpers.go checkErr). Thrown inside the
 * program only; its top turns them into text and an exit status.
 */
import type { Status } from '../../kubernetes/api/status.ts';

/** kubectl's own error: printed behind `error: `. */
export class Failure extends Error {
  readonly exitStatus: number;

  constructor(message: string, exitStatus = 1) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** An error with its text complete, as usage errors. */
export class PlainFailure extends Error {
  readonly exitStatus: number;

  constructor(message: string, exitStatus = 1) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** An error the server answered. */
export class StatusFailure extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }
}

/** The builder's words when nothing was named. */
export const nothingNamed =
  "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

/** Several at once. */
export class Failures extends Error {
  readonly all: readonly Error[];

  constructor(all: readonly Error[]) {
    super(all.map(({ message }) => message).join('\n'));
    this.all = all;
  }
}

/** AddSourceToErr. */
export function withSource(error: unknown, verb: string, source: string): Error {
  if (error instanceof StatusFailure)
    return new StatusFailure({
      ...error.status,
      message: `error when ${verb} "${source}": ${error.status.message ?? ''}`,
    });
  return error instanceof Error ? error : new Error(String(error));
}

export function isNotFound(error: unknown): boolean {
  return error instanceof StatusFailure && error.status.reason === 'NotFound';
}

/** One error or several, as one. */
export function aggregate(errors: readonly Error[]): Error | undefined {
  const [first] = errors;
  return errors.length > 1 ? new Failures(errors) : first;
}

/** The text for stderr, with its newline. */
export function failureText(error: Error): string {
  // An object deeper than a program's stack; Go's goes 10,000 levels down.
  if (error instanceof RangeError) return 'error: not simulated: an object that is nested as deep as this\n';
  if (error instanceof Failures) return error.all.map((one) => oneOfSeveral(one)).join('');
  if (error instanceof StatusFailure && error.status.reason === 'Invalid') return invalidText(error.status);
  if (error instanceof StatusFailure) return `${statusText(error.status)}\n`;
  if (error instanceof PlainFailure)
    return error.message.endsWith('\n') ? error.message : `${error.message}\n`;
  const { message } = error;
  return `${message.startsWith('error: ') ? '' : 'error: '}${message}${message.endsWith('\n') ? '' : '\n'}`;
}

function oneOfSeveral(error: Error): string {
  return `${error instanceof StatusFailure ? statusText(error.status) : error.message}\n`;
}

function statusText({ reason, message = '' }: Status): string {
  return reason === undefined ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`;
}

function invalidText({ details, message = '' }: Status): string {
  const causes = details?.causes ?? [];
  if (details === undefined) return `The request is invalid: ${message}\n`;
  const { kind = '', name = '' } = details;
  const isNamed = kind !== '' || name !== '';
  if (!isNamed && causes.length === 0)
    return `The request is invalid${message === '' ? '' : `: ${message}`}\n`;
  const prefix = isNamed ? `The ${kind} "${name}" is invalid` : 'The request is invalid';
  const texts = causes.map(({ field, message: text }) =>
    field === undefined || field === '' ? text : `${field}: ${text}`,
  );
  if (texts.length === 0) return `${prefix}\n`;
  if (texts.length === 1) return `${prefix}: ${texts[0] ?? ''}\n`;
  return `${prefix}: \n${texts.map((text) => `* ${text}\n`).join('')}`;
}
