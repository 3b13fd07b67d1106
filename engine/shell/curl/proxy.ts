/**
 * Which proxy a URL goes through: `-x`, the environment, and who is excepted (libcurl's url.c, noproxy.c). A proxy that
 * is no HTTP proxy is connected to, and there it ends.
 */
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { ShellProcess } from '../command.ts';
import type { CurlOptions } from './options.ts';
import type { CurlTrace } from './trace.ts';
import type { CurlUrl } from './url.ts';

export interface CurlProxy {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly credentials: string | undefined;
}

export function chooseProxy(
  process: ShellProcess,
  options: CurlOptions,
  trace: CurlTrace,
  url: CurlUrl,
): CurlProxy | undefined {
  const { environment } = process;
  const given = options.values.get('proxy');
  let excepted = options.values.get('noproxy');
  if (excepted === undefined) {
    const name = environment.has('no_proxy') ? 'no_proxy' : 'NO_PROXY';
    excepted = environment.get(name);
    if (excepted !== undefined && excepted !== '')
      trace.info(`Uses proxy env variable ${name} == '${excepted}'`);
  }
  if (excepted !== undefined && isExcepted(url.host, excepted)) return undefined;
  let text = given;
  if (text === undefined) {
    // HTTP_PROXY could be a header of a request to a CGI program.
    const names = [
      `${url.scheme}_proxy`,
      ...(url.scheme === 'http' ? [] : [`${url.scheme.toUpperCase()}_PROXY`]),
    ];
    const name = [...names, 'all_proxy', 'ALL_PROXY'].find(
      (candidate) => (environment.get(candidate) ?? '') !== '',
    );
    if (name === undefined) return undefined;
    text = environment.get(name) ?? '';
    trace.info(`Uses proxy env variable ${name} == '${text}'`);
  }
  if (text === '') return undefined;
  const match = /^(?:([a-z0-9]+):\/\/)?(?:([^@/]*)@)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/i.exec(text);
  const [, scheme = 'http', user, host = '', port = '1080'] = match ?? [];
  return {
    scheme: scheme.toLowerCase(),
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    credentials: options.values.get('proxy-user') ?? user,
  };
}

function isExcepted(host: string, list: string): boolean {
  if (list === '*') return true;
  const address = Address.tryParse(host);
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (address !== undefined) return Prefix.tryParse(entry)?.contains(address) ?? entry === host;
    const name = entry.replace(/^\.|\.$/g, '').toLowerCase();
    const asked = host.toLowerCase().replace(/\.$/, '');
    return asked === name || asked.endsWith(`.${name}`);
  });
}
