/**
 * The UDP side of agnhost netexec: `hostname`, `echo TEXT`, `clientip`.
 */
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Program } from '../process/process.ts';
import { type Endpoint, udpServer } from './serve.ts';

export function netexecUdp(endpoint: Endpoint, hostname: string): Program<NetworkNamespace> {
  return udpServer(endpoint, (datagram, socket) => {
    const text = fromUtf8(datagram.data).trim();
    const answer = answerTo(text, hostname, `${datagram.from.text}:${String(datagram.port)}`);
    if (answer !== undefined) socket.sendTo(utf8(answer), datagram.from, datagram.port, datagram.packet);
  });
}

function answerTo(text: string, hostname: string, client: string): string | undefined {
  const [word = '', ...rest] = text.split(' ');
  switch (word.toLowerCase()) {
    case 'hostname':
      return hostname;
    case 'echo':
      return rest.join(' ');
    case 'clientip':
      return client;
    default:
      return undefined;
  }
}
