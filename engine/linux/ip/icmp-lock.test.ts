import { expect, it } from 'vitest';
import { IcmpLock } from './icmp-lock.ts';

it('lets nothing be sent while something is, and everything again afterwards', () => {
  const lock = new IcmpLock();
  const sent: string[] = [];
  lock.run(() => {
    sent.push('reply');
    lock.run(() => sent.push('error about the reply'));
  });
  expect(() => {
    lock.run(() => {
      throw new Error('no way');
    });
  }).toThrow('no way');
  lock.run(() => sent.push('the next'));
  expect(sent).toEqual(['reply', 'the next']);
});
