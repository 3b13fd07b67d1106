/**
 * How a remote command ended, as its error stream tells it: from the fourth protocol on a Status object, before it a
 * sentence, and nothing when all is well (k8s.io/cri-streaming pkg/streaming/remotecommand/status.go).
 */
import { type Exit, signalNumber } from '../../../engine/linux/process/process.ts';

export type CommandEnd =
  | { readonly kind: 'ended'; readonly code: number }
  /** It was not run. */
  | { readonly kind: 'failed'; readonly message: string };

/** As a shell counts: a signal is 128 and its number. */
export function endOf({ status, signal }: Exit): CommandEnd {
  return { kind: 'ended', code: signal === undefined ? status : 128 + signalNumber[signal] };
}

export function endText(end: CommandEnd, tellsStatus: boolean): string {
  const status = statusOf(end);
  if (tellsStatus) return JSON.stringify({ metadata: {}, ...status });
  return 'message' in status ? status.message : '';
}

interface EndStatus {
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
}

function statusOf(end: CommandEnd): EndStatus & Readonly<Record<string, unknown>> {
  if (end.kind === 'failed')
    return {
      status: 'Failure',
      message: `Internal error occurred: ${end.message}`,
      reason: 'InternalError',
      details: { causes: [{ message: end.message }] },
      code: 500,
    };
  if (end.code === 0) return { status: 'Success' };
  const code = String(end.code);
  return {
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: code }] },
  };
}
