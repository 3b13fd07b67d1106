import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { tcpServer } from '../../program/serve.ts';
import { pair, perform, start } from '../testing/pair.ts';

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
