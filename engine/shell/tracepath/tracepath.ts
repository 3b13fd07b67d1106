/**
 * tracepath(8) of iputils 20221126: the routers on the way and the path's MTU, without privileges. See
 * README.md.
 */
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Command } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { headersOf, PathTrace } from './trace.ts';
import { usage, version } from './usage.ts';

const failure = 255;
const most = 2_147_483_647;

const ranges = { l: [-most - 1, most], m: [0, 255], p: [0, 65_535] } as const;

/** strtol_or_err of iputils. @returns the complaint where it is no number, or none of these */
function readNumber(text: string, low: number, high: number): number | string {
  const number = /^\s*[+-]?\d+$/.test(text) ? Number(text) : undefined;
  if (number === undefined) return `invalid argument: '${text}'`;
  if (number >= low && number <= high) return number;
  return `invalid argument: '${text}': out of range: ${String(low)} <= value <= ${String(high)}`;
}

export const tracepath: Command = {
  name: 'tracepath',
  path: '/usr/bin/tracepath',
  *program(process) {
    const { items, operands } = getopt(process.arguments.slice(1), '46nbh?l:m:p:V');
    let families: 'any' | 'ipv4' | 'ipv6' = 'any';
    let numeric = false;
    let both = false;
    let length: number | undefined;
    let hops = 30;
    let port = 0;
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`tracepath: ${item.message}\n${usage}`);
        return failure;
      }
      const complain = (text: string, status = 1): number => {
        process.complain(`tracepath: ${text}\n`);
        return status;
      };
      switch (item.name) {
        case 'n':
          numeric = true;
          break;
        case 'b':
          both = true;
          break;
        case 'V':
          process.print(version);
          return 0;
        case '4':
        case '6':
          if (families !== 'any' && families !== `ipv${item.name}`)
            return complain('Only one -4 or -6 option may be specified', 2);
          families = `ipv${item.name}`;
          break;
        case 'l':
        case 'm':
        case 'p': {
          const [low, high] = ranges[item.name];
          const number = readNumber(item.value ?? '', low, high);
          if (typeof number === 'string') return complain(number);
          if (item.name === 'l') length = number;
          else if (item.name === 'm') hops = number;
          else port = number;
          break;
        }
        case 'h':
        case '?':
          process.complain(usage);
          return failure;
        default:
      }
    }
    const [host] = operands;
    if (operands.length !== 1 || host === undefined) {
      process.complain(usage);
      return failure;
    }
    const slash = host.lastIndexOf('/');
    const name = slash > 0 && port === 0 ? host.slice(0, slash) : host;
    if (name !== host) {
      const given = readNumber(host.slice(slash + 1), 0, 65_535);
      if (typeof given === 'string') {
        process.complain(`tracepath: ${given}\n`);
        return 1;
      }
      port = given;
    }
    const found = yield* resolve(process, name, families, 'both');
    if (typeof found === 'string') {
      process.complain(`tracepath: ${name}: ${lookupError(found)}\n`);
      return 1;
    }
    const [destination] = found.addresses;
    if (destination === undefined) return 1;
    const headers = headersOf(destination);
    if (length !== undefined && length <= headers) {
      process.complain(`tracepath: pktlen must be within: ${String(headers)} < value <= ${String(most)}\n`);
      return 1;
    }
    const longest = destination.family === 4 ? 65_535 : 128_000;
    return yield* new PathTrace(process, destination, {
      // What fits into no datagram is refused; of what is a little less the kernel tells how much there may be.
      mtu: length !== undefined && length - headers > 65_535 ? length : Math.min(longest, length ?? longest),
      zone: found.zone,
      hops,
      port: port === 0 ? 44_444 : port,
      names: both ? 'both' : numeric ? 'addresses' : 'names',
    }).run();
  },
};
