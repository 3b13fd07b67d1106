/**
 * The last words of crictl, and those of the runtime about ids it does not know; numbers of options.
 */
import type { ShellProcess } from '../command.ts';
import { Stop } from '../iproute2/stop.ts';
import { wholeNumber } from '../options/number.ts';
import type { Invocation } from './crictl.ts';

/** The last words of a program that logs with logrus: short at a terminal, fields elsewhere. */
export function fatal(process: ShellProcess, message: string): Stop {
  if (process.stderr.terminal !== undefined) return new Stop(1, `FATA[0000] ${message}\n`);
  const { epoch } = process.place.environment;
  const time = new Date(epoch + process.clock.now / 1000).toISOString().replace(/\.\d+/, '');
  return new Stop(1, `time="${time}" level=fatal msg=${JSON.stringify(message)}\n`);
}

/** The runtime's answer about an id that is not there. */
export function notFound(what: 'container' | 'sandbox', id: string): string {
  return what === 'container'
    ? `rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`
    : `rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found`;
}

/** The number an option was given. @throws Stop when it is none */
export function numberOf({ process, options }: Invocation, name: string, absent: number): number {
  const text = options.get(name);
  if (text === undefined) return absent;
  const number = wholeNumber(text);
  if (number === undefined) throw fatal(process, `invalid value "${text}" for flag -${name}: parse error`);
  return number;
}
