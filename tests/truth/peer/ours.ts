/** The services behind simulated sockets. */
import { millisecond } from '../../../engine/clock/clock.ts';
import { anyV6 } from '../../../engine/net/address/address.ts';
import type { Running } from '../../../engine/linux/process/wait.ts';
import { sleep } from '../../../engine/linux/process/process.ts';
import { together, tcpServer, udpServer } from '../../../engine/linux/program/serve.ts';
import type { TcpSocket } from '../../../engine/linux/socket/tcp/tcp-socket.ts';
import type { Command, ShellProcess } from '../../../engine/shell/command.ts';
import { devNull } from '../../../engine/linux/process/stream.ts';
import { type Action, echoPorts, type Service, services } from './services.ts';

const octets = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export const peer: Command = {
  name: 'peer',
  path: '/usr/bin/peer',
  *program(process) {
    process.table.start({
      program: together(
        ...services.map((service) =>
          tcpServer({ address: anyV6, port: service.port }, 511, (connection, server) =>
            converse(connection, server, service),
          ),
        ),
        ...echoPorts.map((port) =>
          udpServer({ address: anyV6, port }, (datagram, socket) => {
            socket.sendTo(datagram.data, datagram.from, datagram.port, datagram.packet);
          }),
        ),
      ),
      arguments: ['peer'],
      place: process.place,
      files: process.files,
      stdin: devNull,
      stdout: devNull,
      stderr: devNull,
    });
    yield* sleep(process.clock, 1000);
    return 0;
  },
};

function* converse(connection: TcpSocket, process: ShellProcess, service: Service): Running<void> {
  let received = '';
  if (!(yield* perform(connection, process, service.greeting))) return;
  for (;;) {
    const data = yield* connection.receive();
    if (typeof data === 'string' || data.length === 0) return;
    received += String.fromCharCode(...data);
    const answer = service.answer(received);
    if (answer === undefined) continue;
    received = received.slice(answer.length);
    if (!(yield* perform(connection, process, answer.actions))) return;
  }
}

/** @returns whether the connection goes on */
function* perform(
  connection: TcpSocket,
  process: ShellProcess,
  actions: readonly Action[],
): Running<boolean> {
  for (const action of actions)
    switch (action.do) {
      case 'send':
        if (connection.send(octets(action.text)) !== undefined) return false;
        break;
      case 'pause':
        yield* sleep(process.clock, action.milliseconds * millisecond);
        break;
      case 'close':
        connection.shutdown();
        for (;;) {
          const data = yield* connection.receive();
          if (typeof data === 'string' || data.length === 0) return false;
        }
      case 'reset':
        connection.resetsOnClose = true;
        return false;
    }
  return true;
}
