/**
 * Which end of a packet is changed at which hook (HOOK2MANIP).
 */
import type { Hook } from '../hook.ts';
import type { Manipulation } from './range.ts';

export function manipulationAt(hook: Hook): Manipulation {
  return hook === 'postrouting' || hook === 'input' ? 'source' : 'destination';
}
