/** The cluster as one picture: nodes as rooms, pods in them, cables between, Services above. Choose anything. */
import '../unseen/unseen.css';
import '../figure-frame/figure-frame.css';
import './cluster-map.css';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { MapView } from '../../engine/lab/view/map.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { onShowRequest } from './show-on-map.ts';
import { MapDetails } from './MapDetails.tsx';
import { assignSlots, layoutMap, type Slots } from './map-layout.ts';
import { MapPicture } from './MapPicture.tsx';
import { findItem, mapTree, rootId, type TreeItem, walk } from './map-tree.ts';

export interface ClusterMapProps {
  readonly id: string;
  /** The map as it was when the book was built. */
  readonly built: MapView;
  readonly world: WorldSpec;
}

const wide = 924;
const narrow = 326;

export const ClusterMap = guarded('The map', WholeMap);

function WholeMap({ id, built, world }: ClusterMapProps): ReactElement {
  const [store, { version, status }] = useWorld(world);
  const slots = useRef<Slots>(new Map());
  const [chosen, choose] = useState(rootId);
  const map = useMemo(
    () => (status === 'open' ? (store.world?.map() ?? built) : built),
    // The version tells that the world's map is another one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [store, status, version, built],
  );
  useEffect(() => {
    if (store.hasSaved) void store.open().catch(() => undefined);
  }, [store]);
  const layouts = useMemo(() => {
    // eslint-disable-next-line react-hooks/refs
    assignSlots(map, slots.current);
    // eslint-disable-next-line react-hooks/refs
    return [layoutMap(map, wide, slots.current), layoutMap(map, narrow, slots.current)] as const;
  }, [map]);
  const tree = useMemo(() => mapTree(map), [map]);
  const item = findItem(tree, chosen) ?? tree;
  const figure = useRef<HTMLElement>(null);
  useEffect(
    () =>
      onShowRequest(world.id, (wanted) => {
        choose(wanted);
        figure.current?.scrollIntoView({ block: 'start', behavior: 'auto' });
        figure.current?.querySelector<HTMLElement>('[role=tree]')?.focus({ preventScroll: true });
      }),
    [world.id],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const next = walk(tree, item.id, event.key);
    if (next === undefined && !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    if (next !== undefined) choose(next);
  };
  const onClick = ({ target }: MouseEvent) => {
    const found = target instanceof Element ? target.closest<SVGElement>('[data-item]') : null;
    choose(found?.dataset.item ?? rootId);
  };
  return (
    <figure className="figure-frame cm not-content" id={id} aria-label="Cluster map" ref={figure}>
      <div
        className="cm-window"
        role="tree"
        tabIndex={0}
        aria-label="Cluster map: arrows walk it"
        aria-activedescendant={`${id}-item`}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <span
          id={`${id}-item`}
          role="treeitem"
          aria-selected="true"
          aria-level={levelOf(tree, item)}
          className="unseen"
        >
          {item.label}
        </span>
        <Arrowhead />
        {}
        <MapPicture layout={layouts[0]} chosen={item.id} className="cm-wide" />
        {}
        <MapPicture layout={layouts[1]} chosen={item.id} className="cm-narrow" />
      </div>
      <MapDetails item={item} store={store} />
      <details className="cm-list">
        <summary>The same as a list</summary>
        <ItemList figure={id} items={tree.children} chosen={item.id} onChoose={choose} />
      </details>
    </figure>
  );
}

function levelOf(tree: TreeItem, item: TreeItem): number {
  let level = 1;
  for (let each = item; each.parent !== undefined; level++) each = findItem(tree, each.parent) ?? tree;
  return level;
}

function Arrowhead(): ReactElement {
  return (
    <svg width="0" height="0" className="unseen" aria-hidden="true">
      <marker
        id="cm-arrow"
        viewBox="0 0 8 8"
        refX="8"
        refY="4"
        markerWidth="6"
        markerHeight="6"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path className="cm-arrowhead" d="M0 0L8 4L0 8Z" />
      </marker>
    </svg>
  );
}

interface ItemListProps {
  /** Its id: a link leads to an item of the list as `#map-pod/default/web-1`. */
  readonly figure: string;
  readonly items: readonly TreeItem[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

function ItemList({ figure, items, chosen, onChoose }: ItemListProps): ReactElement {
  return (
    <ul>
      {items.map(({ id, label, children }) => (
        <li key={id} id={`${figure}-${id}`}>
          <button type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
            {label}
          </button>
          {children.length > 0 && (
            <ItemList figure={figure} items={children} chosen={chosen} onChoose={onChoose} />
          )}
        </li>
      ))}
    </ul>
  );
}
