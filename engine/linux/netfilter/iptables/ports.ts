/**
 * Ports and port ranges as rules write them (xtables_parse_port of libxtables/xtables.c).
 */
import { serviceByName, serviceByPort } from '../../resolver/services.ts';
import { usage } from './error.ts';
import { parseNumber } from './number.ts';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** @throws IptablesError */
export function parsePort(text: string, protocol: string): number {
  const port = parseNumber(text, 0, 65_535) ?? serviceByName(text, protocol)?.port;
  if (port === undefined) throw usage(`invalid port/service \`${text}' specified`);
  return port;
}

/** `80`, `80:90`, `:90`, `90:`. @param wrong how a range the wrong way round is called @throws IptablesError */
export function parsePortRange(text: string, protocol: string, wrong = '(min > max)'): PortRange {
  const at = text.indexOf(':');
  if (at < 0) {
    const port = parsePort(text, protocol);
    return { first: port, last: port };
  }
  const first = at === 0 ? 0 : parsePort(text.slice(0, at), protocol);
  const last = at === text.length - 1 ? 65_535 : parsePort(text.slice(at + 1), protocol);
  if (first > last) throw usage(`invalid portrange ${wrong}`);
  return { first, last };
}

export function isEveryPort({ first, last }: PortRange): boolean {
  return first === 0 && last === 65_535;
}

export function portRangeText({ first, last }: PortRange): string {
  return first === last ? String(first) : `${String(first)}:${String(last)}`;
}

/** A port as `iptables -L` shows it. */
export function portText(port: number, protocol: string, numeric: boolean): string {
  return numeric ? String(port) : (serviceByPort(port, protocol)?.name ?? String(port));
}
