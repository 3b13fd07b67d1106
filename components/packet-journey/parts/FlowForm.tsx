/** Any flow a reader wants to follow: chosen or typed. */
import '../../push-button/push-button.css';
import { type ReactElement, useId, useState } from 'react';
import type { Flow } from '../../../engine/lab/probe/flow.ts';
import type { FlowSuggestions } from '../flow-suggestions.ts';
import { type FlowDraft, readFlow } from '../flow-words.ts';

interface FlowFormProps {
  readonly flow: Flow;
  readonly suggestions: FlowSuggestions;
  /** Sends it. @returns what went wrong, in words */
  readonly onSend: (flow: Flow) => Promise<string | undefined>;
}

export function FlowForm({ flow, suggestions, onSend }: FlowFormProps): ReactElement {
  const id = useId();
  const [draft, setDraft] = useState<FlowDraft>({
    from: flow.from,
    to: flow.to,
    protocol: flow.protocol,
    port: String(flow.port ?? 80),
  });
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    const reading = readFlow(draft, suggestions);
    if (!reading.ok) {
      setError(reading.error);
      return;
    }
    setBusy(true);
    setError(await onSend(reading.flow));
    setBusy(false);
  };
  return (
    <form
      className="pj-flow"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        From
        <select value={draft.from} onChange={({ target }) => setDraft({ ...draft, from: target.value })}>
          {suggestions.from.map((place) => (
            <option key={place} value={place}>
              {place.replace(/^(pod|node)\//, '')}
            </option>
          ))}
        </select>
      </label>
      <label>
        To
        <input
          value={draft.to}
          list={`${id}-to`}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-error`}
          onChange={({ target }) => setDraft({ ...draft, to: target.value })}
        />
      </label>
      <datalist id={`${id}-to`}>
        {suggestions.to.map(({ value, what }) => (
          <option key={`${value} ${what}`} value={value}>
            {what}
          </option>
        ))}
      </datalist>
      <label>
        Protocol
        <select
          value={draft.protocol}
          onChange={({ target }) => setDraft({ ...draft, protocol: target.value })}
        >
          <option value="tcp">TCP</option>
          <option value="udp">UDP</option>
          <option value="icmp">ICMP echo</option>
        </select>
      </label>
      {draft.protocol !== 'icmp' && (
        <label className="pj-flow-port">
          Port
          <input
            value={draft.port}
            inputMode="numeric"
            onChange={({ target }) => setDraft({ ...draft, port: target.value })}
          />
        </label>
      )}
      <button type="submit" className="push-button push-button-main" disabled={busy}>
        {busy ? 'Sending…' : draft.protocol === 'tcp' ? 'Send one request' : 'Send one packet'}
      </button>
      <p id={`${id}-error`} className="pj-error" role="alert">
        {error}
      </p>
    </form>
  );
}
