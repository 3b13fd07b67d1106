/** A flow as a reader types it; mistakes are told with what would be right. */
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { FlowSuggestions } from './flow-suggestions.ts';

export interface FlowDraft {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: string;
}

export type FlowReading =
  { readonly ok: true; readonly flow: Flow } | { readonly ok: false; readonly error: string };

export function readFlow(draft: FlowDraft, suggestions: FlowSuggestions): FlowReading {
  const from = draft.from.trim();
  const to = draft.to.trim();
  if (!suggestions.from.includes(from))
    return wrong(`Nobody can send from “${from}”. Places here: ${suggestions.from.slice(0, 4).join(', ')}.`);
  if (to === '') return wrong('The destination is missing: an address such as 10.8.1.10, or a name.');
  if (/\s|\//.test(to)) return wrong(`“${to}” is no address and no name: leave out spaces, prefix and path.`);
  if (draft.protocol === 'icmp') return { ok: true, flow: { from, to, protocol: 'icmp' } };
  const port = Number(draft.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return wrong(`“${draft.port}” is no port: a whole number from 1 to 65535.`);
  return { ok: true, flow: { from, to, port, protocol: draft.protocol === 'udp' ? 'udp' : 'tcp' } };
}

const wrong = (error: string): FlowReading => ({ ok: false, error });
