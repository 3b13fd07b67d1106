/** N connections to one destination: a bar for everybody who took some, and whether chance explains the difference. */
import '../push-button/push-button.css';
import '../figure-frame/figure-frame.css';
import './load-histogram.css';
import { type CSSProperties, type ReactElement, useId, useState } from 'react';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { expectedShare, loadSentence, type LoadView } from './load-view.ts';
import { useLoad } from './use-load.ts';

export interface LoadHistogramProps {
  /** Unique in the page. */
  readonly id: string;
  readonly flow: Flow;
  /** The run that was made when the book was built. */
  readonly built: LoadView;
  readonly world: WorldSpec;
}

export const LoadHistogram = guarded('The load', WholeFigure);

const most = 10_000;

function WholeFigure({ id, flow, built, world }: LoadHistogramProps): ReactElement {
  const [store, { actions }] = useWorld(world);
  const { view, running, error, actions: ranAt, start, cancel } = useLoad(store, built);
  const field = useId();
  const [text, setText] = useState(String(built.wanted));
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const run = (count: number) => {
    setWrong(undefined);
    void start(flow, count);
  };
  const submit = () => {
    const count = Number(text.replaceAll(/[,\s]/g, ''));
    if (!Number.isInteger(count) || count < 1 || count > most)
      setWrong(
        `“${text}” is no number of connections: a whole number from 1 to ${most.toLocaleString('en')}.`,
      );
    else run(count);
  };
  const total = view.tried + Number(text.replaceAll(/[,\s]/g, ''));
  const from = flow.from.replace(/^.*\//, '');
  const goesOn = ranAt !== undefined && !running && ranAt === actions && total <= most && view.tried > 0;
  return (
    <figure
      className="figure-frame lh not-content"
      id={id}
      aria-label={`Load on ${flow.to}`}
      aria-busy={running}
    >
      <header className="lh-head">
        <b>
          {from} → {flow.to}, TCP port {flow.port ?? 80}
        </b>{' '}
        <span>{view.service === undefined ? 'one address' : `Service ${view.service}`}</span>
      </header>
      <Bars view={view} />
      <p className="lh-sentence" role="status">
        {running
          ? `${view.tried.toLocaleString('en')} of ${view.wanted.toLocaleString('en')} connections…`
          : loadSentence(view)}
      </p>
      <form
        className="lh-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <label htmlFor={field}>Connections</label>
        <input
          id={field}
          value={text}
          inputMode="numeric"
          autoComplete="off"
          aria-invalid={wrong !== undefined}
          aria-describedby={`${field}-wrong`}
          onChange={({ target }) => setText(target.value)}
        />
        {running ? (
          <button type="button" className="push-button" onClick={cancel}>
            Cancel
          </button>
        ) : (
          <button type="submit" className="push-button push-button-main">
            Open them
          </button>
        )}
        {goesOn && (
          <button type="button" className="push-button" onClick={() => run(total)}>
            Open as many more
          </button>
        )}
        <small>
          {ranAt === undefined
            ? 'Shown: the run made with this book. Yours goes through your own cluster.'
            : ranAt !== actions && !running
              ? 'Your cluster has changed since: open them again.'
              : ''}
        </small>
        <p id={`${field}-wrong`} role="alert">
          {wrong ?? error}
        </p>
      </form>
    </figure>
  );
}

function Bars({ view }: { readonly view: LoadView }): ReactElement {
  const expected = expectedShare(view);
  const { bars, tried, failed } = view;
  const scale = Math.max(1, (expected ?? 0) * 1.25, failed, ...bars.map(({ count }) => count));
  const share = (count: number) => `${((count / Math.max(1, tried)) * 100).toFixed(1)}%`;
  const row = (name: string, detail: string, count: number, kind: 'took' | 'failed') => (
    <tr key={`${name} ${detail}`} data-kind={kind}>
      <th scope="row">
        {name} <small>{detail}</small>
      </th>
      <td className="lh-bar" aria-hidden="true">
        <i style={{ '--part': count / scale } as CSSProperties} />
        {expected !== undefined && kind === 'took' && (
          <b style={{ '--part': expected / scale } as CSSProperties} />
        )}
      </td>
      <td>{count.toLocaleString('en')}</td>
      <td>{share(count)}</td>
    </tr>
  );
  return (
    <table className="lh-bars">
      <caption>
        {expected === undefined ? (
          'Who took the connections.'
        ) : (
          <>
            Who took the connections.{' '}
            <span className="lh-key">Equal shares: {expected.toFixed(1)} each.</span>
          </>
        )}
      </caption>
      <thead>
        <tr>
          <th scope="col">Endpoint</th>
          <th scope="col" aria-hidden="true" />
          <th scope="col">Connections</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ endpoint, pod, count }) =>
          row(pod ?? endpoint, pod === undefined ? '' : endpoint, count, 'took'),
        )}
        {failed > 0 && row('nobody', view.error ?? '', failed, 'failed')}
      </tbody>
    </table>
  );
}
