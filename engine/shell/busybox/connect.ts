/**
 * busybox nc and telnet: connect, carry text, say what went wrong (networking/nc.c, telnet.c, libbb/xconnect.c).
 */
import { second } from '../../clock/clock.ts';
import { anyV4 } from '../../net/address/address.ts';
import { strerror } from '../../linux/errno.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { TcpSocket } from '../../linux/socket/tcp/tcp-socket.ts';
import type { ShellProcess } from '../command.ts';
import { relay } from '../nc/relay.ts';
import { getopt } from '../options/getopt.ts';
import { servicePort } from '../services/services.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

/** @returns undefined after a complaint */
function* open(
  process: ShellProcess,
  applet: string,
  host: string,
  port: number,
  localPort: number,
  timeout: number | undefined,
): Running<TcpSocket | undefined> {
  const found = yield* resolve(process, host, 'any', 'both');
  const address = typeof found === 'string' ? undefined : found.addresses[0];
  if (address === undefined) {
    process.complain(`${applet}: bad address '${host}'\n`);
    return undefined;
  }
  const socket = process.place.sockets.tcp(process, address.family);
  if (localPort > 0) {
    socket.reuseAddress = true;
    const bound = socket.bind(socket.any, localPort);
    if (bound !== undefined) {
      process.complain(`${applet}: bind: ${strerror(bound)}\n`);
      return undefined;
    }
  }
  const until = timeout === undefined ? undefined : process.clock.now + timeout * second;
  const errno = yield* socket.connect(address, port, until);
  if (errno === undefined) return socket;
  socket.close();
  const why = `can't connect to remote host (${address.family === 4 ? address.text : `[${address.text}]`}): ${strerror(errno)}`;
  process.complain(errno === 'EINPROGRESS' ? `${applet}: timed out\n` : `${applet}: ${why}\n`);
  return undefined;
}

const relaying = {
  flags: new Set<string>(),
  host: undefined,
  ports: [],
  localPort: undefined,
  localAddress: undefined,
  timeout: undefined,
  quitAfter: undefined,
  ttl: undefined,
  tos: 0,
  receiveLimit: undefined,
};

export const busyboxNc = applet('nc', '/usr/bin/nc', function* run(process, words) {
  const { items, operands } = getopt(words, '+i:w:lp:f:e:');
  let timeout: number | undefined;
  let localPort = 0;
  let listening = false;
  for (const item of items) {
    if (item.kind === 'error') {
      process.complain(`nc: ${item.message}\n${usageOf('nc')}`);
      return 1;
    }
    const { name, value = '' } = item;
    if (name === 'l') listening = true;
    else if (name === 'f' || name === 'e') {
      process.complain(`nc: not simulated: -${name}\n`);
      return 1;
    } else if (!/^\d+$/.test(value)) {
      process.complain(`nc: invalid number '${value}'\n`);
      return 1;
    } else if (name === 'w') timeout = Number(value);
    else if (name === 'p') localPort = Number(value);
  }
  if (listening) {
    const socket = process.place.sockets.tcp(process);
    socket.reuseAddress = true;
    const errno = socket.bind(anyV4, localPort) ?? socket.listen(1);
    if (errno !== undefined) {
      process.complain(`nc: bind: ${strerror(errno)}\n`);
      return 1;
    }
    for (;;) {
      const connection = yield* socket.accept();
      if (typeof connection === 'string') continue;
      socket.close();
      yield* relay(process, connection, relaying);
      connection.close();
      return 0;
    }
  }
  const [host, portText] = operands;
  if (host === undefined) {
    process.complain(usageOf('nc'));
    return 1;
  }
  const port = servicePort(portText ?? '0') ?? Number(portText ?? 0);
  if (!(port >= 0 && port <= 65_535)) {
    process.complain(`nc: bad port '${portText ?? ''}'\n`);
    return 1;
  }
  const socket = yield* open(process, 'nc', host, port, localPort, timeout);
  if (socket === undefined) return 1;
  yield* relay(process, socket, { ...relaying, flags: new Set(['N']) });
  socket.close();
  return 0;
});

export const busyboxTelnet = applet('telnet', '/usr/bin/telnet', function* run(process, words) {
  const { items, operands } = getopt(words, 'al:');
  for (const item of items)
    if (item.kind === 'error') {
      process.complain(`telnet: ${item.message}\n${usageOf('telnet')}`);
      return 1;
    }
  const [host, portText] = operands;
  if (host === undefined) {
    process.complain(usageOf('telnet'));
    return 1;
  }
  const port = portText === undefined ? 23 : (servicePort(portText) ?? Number(portText));
  const socket = yield* open(process, 'telnet', host, port, 0, undefined);
  if (socket === undefined) return 1;
  process.print(`Connected to ${host}\n`);
  yield* relay(process, socket, relaying);
  process.complain('Connection closed by foreign host\n');
  socket.close();
  return 1;
});
