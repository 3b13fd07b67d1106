/**
 * The last words of crictl, and those of the runtime about ids it does not know.
 */
import type { ShellProcess } from '../command.ts';
import { Stop } from '../iproute2/stop.ts';

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
