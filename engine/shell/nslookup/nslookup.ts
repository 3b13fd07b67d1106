/**
 * nslookup(1) of BIND 9.18: one lookup, or a prompt. See README.md.
 */
import type { Running } from '../../linux/process/wait.ts';
import { readLine } from '../../linux/process/process.ts';
import { readResolverConfiguration } from '../../linux/resolver/configuration.ts';
import type { Command, ShellProcess } from '../command.ts';
import { classText } from '../bind/record-text.ts';
import { bindVersion, configuredServers, namedServers } from '../bind/servers.ts';
import { NslookupSession } from './session.ts';
import { setOption, usualSettings } from './settings.ts';

const usage = `Usage:
   nslookup [-opt ...]             # interactive mode using default server
   nslookup [-opt ...] - server    # interactive mode using 'server'
   nslookup [-opt ...] host        # just look up 'host' using default server
   nslookup [-opt ...] host server # just look up 'host' using 'server'
`;

export const nslookup: Command = {
  name: 'nslookup',
  path: '/usr/bin/nslookup',
  *program(process) {
    const settings = usualSettings();
    const names: string[] = [];
    for (const word of process.arguments.slice(1)) {
      if (word === '-version') {
        process.print(`nslookup ${bindVersion}\n`);
        return 0;
      }
      if (word.startsWith('-') && word !== '-') {
        const said = setOption(settings, word.slice(1));
        if (said.startsWith('not simulated')) {
          process.complain(`nslookup: not simulated: ${word}\n`);
          return 1;
        }
        process.print(said);
      } else names.push(word);
    }
    if (names.length > 2) {
      process.complain(usage);
      return 1;
    }
    const session = new NslookupSession(process, settings, configuredServers(process));
    const [name, server] = names;
    if (server !== undefined) {
      const found = yield* namedServers(process, server);
      if (typeof found === 'string') {
        process.complain(`nslookup: ${found}\n`);
        return 1;
      }
      session.servers = found;
      session.checkRecursion = false;
    }
    if (name === undefined || name === '-') yield* converse(process, session);
    else {
      const fatal = yield* session.lookUp(name);
      if (fatal !== undefined) {
        process.complain(`nslookup: ${fatal}\n`);
        return 10;
      }
    }
    process.print('\n');
    return session.status;
  },
};

/** The prompt (get_next_command, do_next_command). */
function* converse(process: ShellProcess, session: NslookupSession): Running<void> {
  const interactive = process.stdin.terminal !== undefined;
  for (;;) {
    if (interactive) process.print('> ');
    const line = yield* readLine(process.stdin);
    if (line === undefined) return;
    const [word, value, server] = line.trim().split(/\s+/);
    if (word === undefined || word === '') continue;
    switch (word.toLowerCase()) {
      case 'exit':
        return;
      case 'set':
        if (value?.toLowerCase() === 'all') showAll(process, session);
        else if (value !== undefined) process.print(setOption(session.settings, value));
        break;
      case 'server':
      case 'lserver':
        yield* setServer(process, session, value ?? '');
        break;
      case 'help':
      case '?':
      case 'finger':
      case 'ls':
      case 'view':
      case 'root':
        process.print(`The '${word}' command is not yet implemented.\n`);
        break;
      default: {
        if (server !== undefined || value !== undefined) yield* setServer(process, session, value ?? '');
        const fatal = yield* session.lookUp(word);
        if (fatal !== undefined) {
          process.complain(`nslookup: ${fatal}\n`);
          return;
        }
      }
    }
  }
}

function* setServer(process: ShellProcess, session: NslookupSession, name: string): Running<void> {
  const found = yield* namedServers(process, name);
  if (typeof found === 'string') {
    process.complain(`nslookup: ${found}\n`);
    return;
  }
  session.servers = found;
  session.checkRecursion = false;
  showServers(process, session);
}

function showServers(process: ShellProcess, session: NslookupSession): void {
  for (const { name, address } of session.servers)
    process.print(`Default server: ${name}\nAddress: ${address.text}#${String(session.settings.port)}\n`);
}

function showAll(process: ShellProcess, { settings, servers }: NslookupSession): void {
  const configuration = readResolverConfiguration(process.files);
  for (const { name, address } of servers)
    process.print(`Default server: ${name}\nAddress: ${address.text}#${String(settings.port)}\n`);
  const search = settings.domain === undefined ? configuration.search : [settings.domain];
  process.print(`
Set options:
  ${settings.tcp ? 'vc' : 'novc'}\t\t\t${settings.debug ? 'debug' : 'nodebug'}\t\tnod2
  ${settings.search ? 'search' : 'nosearch'}\t\t${settings.recurse ? 'recurse' : 'norecurse'}
  timeout = ${String(settings.timeout)}\t\tretry = ${String(settings.tries)}\tport = ${String(settings.port)}\tndots = ${String(settings.ndots ?? configuration.ndots)}
  querytype = ${settings.typeText.padEnd(8)}\tclass = ${classText(settings.class)}
  srchlist = ${search.join('/')}
`);
}
