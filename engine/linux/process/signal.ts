/**
 * Signals by name (signal(7)), with the words the C library has for them (strsignal).
 *
 * Left out: stopping and continuing (SIGSTOP, SIGTSTP, SIGCONT), real-time signals.
 */

export type Signal =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGWINCH';

/** Signal numbers on x86-64. */
export const signalNumber: Readonly<Record<Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGWINCH: 28,
};

/** Of a set of signals, a bit each (sigset_t). */
export function bitOf(signal: Signal): number {
  return 1 << signalNumber[signal];
}

/** strsignal(3), as a shell reports a job that a signal ended. */
export const signalWords: Readonly<Record<Signal, string>> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe',
  SIGALRM: 'Alarm clock',
  SIGTERM: 'Terminated',
  SIGWINCH: 'Window changed',
};

export const signalNames = Object.keys(signalNumber) as readonly Signal[];

/** A signal by name with or without SIG, or by number. @returns undefined for one that is not modelled */
export function findSignal(text: string): Signal | undefined {
  if (/^\d+$/.test(text)) return signalNames.find((name) => signalNumber[name] === Number(text));
  const name = text.toUpperCase();
  return signalNames.find((signal) => signal === name || signal === `SIG${name}`);
}
