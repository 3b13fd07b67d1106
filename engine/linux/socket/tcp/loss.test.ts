import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { tcpServer } from '../../program/serve.ts';
import { kernelHolder } from '../holder.ts';
import { pair, perform, start } from '../testing/pair.ts';
import { sendPiece } from './output.ts';

const there = Address.parse('10.0.0.2');

/** Octets that tell their place. */
const pattern = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) & 255);

describe('a TCP stream', () => {
  test('arrives whole and in order whatever is lost on the way, in both directions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 120_000 }),
        fc.uniqueArray(fc.integer({ min: 4, max: 150 }), { maxLength: 12 }),
        fc.uniqueArray(fc.integer({ min: 4, max: 150 }), { maxLength: 12 }),
        fc.integer(),
        (length, lostThere, lostHere, seed) => {
          const { one, other, clock } = pair(String(seed));
          const sent = pattern(length);
          start(other, {
            program: tcpServer({ port: 80 }, 5, function* (connection) {
              let asked = 0;
              while (asked < 10) {
                const data = yield* connection.receive();
                if (typeof data === 'string' || data.length === 0) return;
                asked += data.length;
              }
              connection.send(sent);
              connection.shutdown();
              yield* connection.receive();
            }),
          });
          clock.runUntil(second);
          const lose = (place: typeof one, which: readonly number[]) => {
            let count = 0;
            place.hooks.register('input', 0, () => (which.includes(++count) ? 'drop' : 'accept'));
          };
          lose(other, lostThere);
          lose(one, lostHere);
          const received = perform(one, function* (process) {
            const socket = one.sockets.tcp(process);
            expect(yield* socket.connect(there, 80)).toBeUndefined();
            socket.send(new Uint8Array(10));
            const pieces: number[] = [];
            for (;;) {
              const data = yield* socket.receive();
              if (typeof data === 'string') return data;
              if (data.length === 0) {
                socket.close();
                return Uint8Array.from(pieces);
              }
              for (const octet of data) pieces.push(octet);
            }
          });
          expect(received).toEqual(sent);
          // Nothing is left behind but TIME-WAIT.
          clock.runUntil(clock.now + 120 * second);
          expect(one.sockets.tcpSockets.size).toBe(0);
          expect(other.sockets.tcpSockets.size).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('what came ahead of its turn, and what came twice, is told in acknowledgements', () => {
  const { one, other, clock } = pair('sack');
  start(other, {
    program: tcpServer({ port: 80 }, 5, function* (connection) {
      for (;;) {
        const data = yield* connection.receive();
        if (typeof data === 'string' || data.length === 0) return;
      }
    }),
  });
  const socket = one.sockets.tcp(kernelHolder);
  socket.startConnect(there, 80);
  clock.runUntil(second);
  const first = socket.sendNext;
  const told: string[] = [];
  one.captures.add({
    device: one.devices.get('eth0'),
    see(_device, skb, type) {
      if (type === 'outgoing' || skb.packet.kind !== 'ipv4' || skb.packet.payload.kind !== 'tcp') return;
      const { payload } = skb.packet;
      for (const option of payload.options)
        if (option.kind === 'sack')
          told.push(
            `${String(payload.acknowledgement - first)}: ${option.blocks.map(([left, right]) => `${String(left - first)}-${String(right - first)}`).join(' ')}`,
          );
    },
  });
  let count = 0;
  const lost = new Set([1, 4]);
  other.hooks.register('input', 0, () => (lost.has(++count) ? 'drop' : 'accept'));
  for (let write = 0; write < 6; write++) socket.send(new Uint8Array(100));
  clock.runUntil(clock.now + 10 * second);
  expect(socket.unacknowledged).toBe(0);
  // The newest block first, as Linux writes them.
  expect(told.slice(0, 4)).toEqual(['0: 100-200', '0: 100-300', '0: 400-500 100-300', '0: 400-600 100-300']);
  // A segment that had arrived is repeated: RFC 2883.
  told.length = 0;
  const [waiting] = [...other.sockets.tcpSockets].filter(({ state }) => state === 'established');
  if (waiting === undefined) throw new Error('the connection');
  sendPiece(socket, {
    sequence: first,
    data: new Uint8Array(100),
    push: true,
    fin: false,
    sentAt: 0,
    transmissions: 0,
  });
  clock.runUntil(clock.now + second);
  expect(told).toEqual(['600: 0-100']);
});
