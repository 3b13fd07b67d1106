/** The frame of a figure that shows a table of a kernel: whose it is, as of when, what changed, the command that prints it. */
import '../figure-frame/figure-frame.css';
import './kernel-table.css';
import { type ReactElement, type ReactNode, useId } from 'react';
import { askTerminal } from '../terminal/ask-terminal.ts';
import { spanWords } from './time-words.ts';
import type { KernelView } from './use-kernel-view.ts';

interface KernelTableProps<View> {
  readonly id: string;
  /** `Routes` */
  readonly title: string;
  readonly kernel: KernelView<View>;
  /** Which of the places are offered; all when absent. */
  readonly offers?: (place: string) => boolean;
  /** What came and went last, in a sentence; empty: nothing. */
  readonly news: string;
  /** Prints the same: `ip route`. */
  readonly command: string;
  /** The caption of what is shown, for those who hear it. */
  readonly children: ReactNode;
}

export function KernelTable<View>({
  id,
  title,
  kernel,
  offers,
  news,
  command,
  children,
}: KernelTableProps<View>): ReactElement {
  const { figure, place, places, choose, view, state, store } = kernel;
  const title_ = useId();
  const isGone = view === undefined && state === 'live';
  return (
    <figure ref={figure} className="figure-frame kt not-content" id={id} aria-labelledby={title_}>
      <div className="kt-head">
        <p className="kt-title" id={title_}>
          <b>{title}</b> <span className="kt-paper">of {placeWords(place)}</span>
        </p>
        <span className="kt-place">
          <label htmlFor={`${title_}-place`}>of</label>
          <PlaceChooser
            id={`${title_}-place`}
            place={place}
            places={places.filter((each) => each === place || (offers?.(each) ?? true))}
            onChoose={choose}
          />
        </span>
        <State kernel={kernel} />
      </div>
      {isGone ? (
        <p className="kt-empty">{placeWords(place)} is not there any more. Choose another place above.</p>
      ) : view === undefined ? (
        <p className="kt-empty">
          {state === 'failed' ? 'There is no cluster to ask.' : 'Asking its kernel…'}
        </p>
      ) : (
        children
      )}
      <div className="kt-foot">
        <p className="kt-news" role="status">
          {news}
        </p>
        <button
          type="button"
          className="kt-link"
          onClick={() => askTerminal({ world: store.spec, place, line: command })}
        >
          Type <code>{command}</code> in the terminal
        </button>
      </div>
    </figure>
  );
}

/** `k8s-w1`, `web-1`, `kube-dns in kube-system` */
export function placeWords(place: string): string {
  const [kind = '', one = '', two] = place.split('/');
  if (kind === 'pod' && two !== undefined) return one === 'default' ? two : `${two} in ${one}`;
  return kind === 'node' ? one : place;
}

interface ChooserProps {
  readonly id: string;
  readonly place: string;
  readonly places: readonly string[];
  readonly onChoose: (place: string) => void;
}

const groups = [
  ['Nodes', (place: string) => place.startsWith('node/')],
  ['Pods', (place: string) => place.startsWith('pod/')],
  ['Outside the cluster', (place: string) => !/^(node|pod)\//.test(place)],
] as const;

function PlaceChooser({ id, place, places, onChoose }: ChooserProps): ReactElement {
  return (
    <select value={place} id={id} onChange={({ target }) => onChoose(target.value)}>
      {groups.map(([name, belongs]) => {
        const own = places.filter(belongs);
        return own.length === 0 ? null : (
          <optgroup key={name} label={name}>
            {own.map((each) => (
              <option key={each} value={each}>
                {placeWords(each)}
              </option>
            ))}
          </optgroup>
        );
      })}
    </select>
  );
}

function State<View>({
  kernel: { state, at, store, notice },
}: {
  readonly kernel: KernelView<View>;
}): ReactElement {
  switch (state) {
    case 'live':
      return (
        <p className="kt-state kt-state-live">
          <span className="kt-live">live</span>, {spanWords(at)} of cluster time
        </p>
      );
    case 'opening':
      return <p className="kt-state">Starting the cluster…</p>;
    case 'failed':
      return <p className="kt-state kt-failed">{notice ?? 'The cluster could not be started.'}</p>;
    case 'built':
      return (
        <p className="kt-state">
          <span>as this page begins</span>
          <button type="button" className="kt-link" onClick={() => void store.open().catch(() => undefined)}>
            Look at your own cluster
          </button>
        </p>
      );
  }
}
