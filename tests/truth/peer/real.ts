/** The services behind real sockets, until the scene's shell (its process number is the argument) has gone. */
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { type Action, echoPorts, services } from './services.ts';

let waiting = services.length + echoPorts.length;
const ready = () => {
  waiting--;
  if (waiting === 0) console.log('ready');
};

async function perform(socket: Socket, actions: readonly Action[]): Promise<void> {
  for (const action of actions)
    switch (action.do) {
      case 'send':
        await new Promise((done) => socket.write(action.text, 'latin1', done));
        break;
      case 'pause':
        await new Promise((done) => setTimeout(done, action.milliseconds));
        break;
      case 'close':
        socket.end();
        break;
      case 'reset':
        socket.resetAndDestroy();
    }
}

for (const service of services)
  createServer({ allowHalfOpen: false, noDelay: true }, (socket) => {
    let received = '';
    let work = perform(socket, service.greeting);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      received += data.toString('latin1');
      const answer = service.answer(received);
      if (answer === undefined) return;
      received = received.slice(answer.length);
      work = work.then(() => perform(socket, answer.actions));
    });
  }).listen(service.port, '::', ready);

for (const port of echoPorts) {
  const socket = createSocket({ type: 'udp6' });
  socket.on('message', (data, from) => {
    socket.send(data, from.port, from.address);
  });
  socket.bind(port, '::', ready);
}

const shell = Number(process.argv[2]);
setInterval(() => {
  try {
    process.kill(shell, 0);
  } catch {
    process.exit();
  }
}, 100);
