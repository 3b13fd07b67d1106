/**
 * What was done to a world, read back from storage, a link or a file. It is data from outside: each action is looked
 * at, nothing of it runs by itself, and what does not fit is refused with a reason.
 */
import { readFault } from '../../engine/lab/fault/fault.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { Action } from '../../engine/lab/world/action.ts';

export interface SavedWorld {
  readonly version: 1;
  readonly scenario: string;
  readonly actions: readonly Action[];
}

export type Reading<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string };

export const limits = { actions: 2000, text: 100_000, characters: 500_000 } as const;

export function readSavedWorld(data: unknown): Reading<SavedWorld> {
  if (!isRecord(data)) return refused('it is not a saved world');
  if (data.version !== 1)
    return refused(`it is of version ${String(data.version)}, this book reads version 1`);
  if (typeof data.scenario !== 'string' || !/^[\w./-]{1,100}$/.test(data.scenario))
    return refused('it names no scenario');
  if (!Array.isArray(data.actions)) return refused('its list of actions is missing');
  const list = data.actions as readonly unknown[];
  if (list.length > limits.actions) return refused(`it holds more than ${String(limits.actions)} actions`);
  const actions: Action[] = [];
  let before = 0;
  for (const each of list) {
    const action = readAction(each);
    if (action === undefined)
      return refused(`its action ${String(actions.length + 1)} is none this book knows`);
    if (action.at < before) return refused('its actions are out of order');
    before = action.at;
    actions.push(action);
  }
  return { ok: true, value: { version: 1, scenario: data.scenario, actions } };
}

const refused = (why: string): Reading<never> => ({ ok: false, error: why });

function readAction(data: unknown): Action | undefined {
  if (!isRecord(data)) return undefined;
  const { at, kind, tab, place, line, key, text, pasted, manifest, flow, fault } = data;
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) return undefined;
  switch (kind) {
    case 'type':
      if (!isText(tab) || !isText(place) || !isText(line)) return undefined;
      return { kind, at, tab, place, line, ...(pasted === true && { pasted }) };
    case 'key':
      return isText(tab) && (key === 'interrupt' || key === 'end') ? { kind, at, tab, key } : undefined;
    case 'edit':
      if (!isText(tab)) return undefined;
      if (text === undefined) return { kind, at, tab };
      return isText(text) ? { kind, at, tab, text } : undefined;
    case 'apply':
      return isText(manifest) ? { kind, at, manifest } : undefined;
    case 'fault':
    case 'mend': {
      const read = readFault(fault);
      return read === undefined ? undefined : { kind, at, fault: read };
    }
    case 'send': {
      const read = readFlow(flow);
      return read === undefined ? undefined : { kind, at, flow: read };
    }
    default:
      return undefined;
  }
}

function readFlow(data: unknown): Flow | undefined {
  if (!isRecord(data)) return undefined;
  const { from, to, protocol, port, endpoint } = data;
  if (!isText(from) || !isText(to)) return undefined;
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp') return undefined;
  if (
    port !== undefined &&
    !(typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536)
  )
    return undefined;
  if (endpoint !== undefined && !isText(endpoint)) return undefined;
  return {
    from,
    to,
    protocol,
    ...(port === undefined ? {} : { port }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function isText(data: unknown): data is string {
  return typeof data === 'string' && data.length <= limits.text;
}
