/** What is known of the chosen thing, and the ways on: its YAML, its kernel, its shell. */
import { type ReactElement, useState } from 'react';
import type { MapInterface } from '../../engine/lab/view/map.ts';
import { askTerminal } from '../terminal/ask-terminal.ts';
import type { WorldStore } from '../world/world-store.ts';
import { type MapThing, roleWords, type TreeItem } from './map-tree.ts';
import { objectYaml } from '../object-yaml/object-yaml.ts';

interface DetailsProps {
  readonly item: TreeItem;
  readonly store: WorldStore | undefined;
}

export function MapDetails({ item, store }: DetailsProps): ReactElement {
  return (
    // What scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cm-details" role="region" aria-label="Details" aria-live="polite" tabIndex={0}>
      <Facts thing={item.thing} item={item} />
      {store !== undefined && <Ways key={item.id} thing={item.thing} store={store} />}
    </div>
  );
}

function Facts({ thing, item }: { readonly thing: MapThing; readonly item: TreeItem }): ReactElement {
  switch (thing.kind) {
    case 'cluster':
      return (
        <>
          <h2>{item.label}</h2>
          <Machines items={item.children} />
          <p className="cm-hint">Choose anything on the map, or walk it with the arrow keys.</p>
        </>
      );
    case 'machine':
      return (
        <>
          <h2>
            {thing.machine.name} <small>{roleWords[thing.machine.role]}</small>
          </h2>
          <Devices devices={thing.machine.interfaces} />
        </>
      );
    case 'pod':
      return (
        <>
          <h2>
            {thing.pod.name} <small>pod in {thing.pod.namespace}</small>
          </h2>
          <dl>
            <Fact name="Address" value={thing.pod.address ?? 'none yet'} />
            <Fact name="Node" value={thing.pod.machine ?? 'not scheduled'} />
            <Fact name="Status" value={thing.pod.status} />
            <Fact
              name="Labels"
              value={
                Object.entries(thing.pod.labels)
                  .map((pair) => pair.join('='))
                  .join(' ') || 'none'
              }
            />
          </dl>
          <Devices devices={thing.pod.interfaces} />
        </>
      );
    case 'interface':
      return (
        <>
          <h2>
            {thing.device.name} <small>of {thing.owner}</small>
          </h2>
          <dl>
            <Fact name="Kind" value={thing.device.kind} />
            <Fact name="Addresses" value={thing.device.addresses.join(', ') || 'none'} />
            <Fact name="MAC" value={thing.device.mac} />
            <Fact name="MTU" value={String(thing.device.mtu)} />
            <Fact name="Port of" value={thing.device.bridge?.replace(/^.*\//, '') ?? 'no bridge'} />
            <Fact
              name="State"
              value={thing.device.up ? (thing.device.carrier ? 'up' : 'up, no carrier') : 'down'}
            />
          </dl>
        </>
      );
    case 'service':
      return (
        <>
          <h2>
            {thing.service.name} <small>Service in {thing.service.namespace}</small>
          </h2>
          <dl>
            <Fact name="Type" value={thing.service.type} />
            <Fact name="ClusterIP" value={thing.service.clusterIp ?? 'none'} />
            <Fact name="Ports" value={thing.service.ports.join(', ')} />
          </dl>
          <ul>
            {thing.service.endpoints.map(({ address, port, pod, ready }) => (
              <li key={`${address} ${String(port)}`}>
                <code>
                  {address}:{port}
                </code>{' '}
                {pod ?? ''} {ready ? '✓ ready' : '✕ not ready'}
              </li>
            ))}
            {thing.service.endpoints.length === 0 && <li>No endpoints: no pod matches its selector.</li>}
          </ul>
        </>
      );
  }
}

function Machines({ items }: { readonly items: readonly TreeItem[] }): ReactElement {
  const machines = items.flatMap(({ thing }) => (thing.kind === 'machine' ? [thing.machine] : []));
  return (
    <table className="cm-machines">
      <thead>
        <tr>
          <th scope="col">Machine</th>
          <th scope="col">Role</th>
          <th scope="col">Address</th>
          <th scope="col">Pod range</th>
        </tr>
      </thead>
      <tbody>
        {machines.map(({ name, role, ready, interfaces, podRange }) => (
          <tr key={name} data-up={ready}>
            <td>{name}</td>
            <td>
              {roleWords[role]}
              {!ready && ', NotReady'}
            </td>
            <td>{interfaces.find((each) => each.addresses.length > 0)?.addresses[0] ?? '–'}</td>
            <td>{podRange ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Devices({ devices }: { readonly devices: readonly MapInterface[] }): ReactElement | null {
  if (devices.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Interface</th>
          <th scope="col">Kind</th>
          <th scope="col">Address</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {devices.map(({ id, name, kind, addresses, up, carrier }) => (
          <tr key={id} data-up={up && carrier}>
            <td>{name}</td>
            <td>{kind}</td>
            <td>{addresses[0] ?? '–'}</td>
            <td>{up ? (carrier ? 'up' : 'no carrier') : 'down'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ways({
  thing,
  store,
}: {
  readonly thing: MapThing;
  readonly store: WorldStore;
}): ReactElement | null {
  const [yaml, setYaml] = useState<string | undefined>(undefined);
  const place =
    thing.kind === 'machine' ? thing.machine.place : thing.kind === 'pod' ? thing.pod.place : undefined;
  const object =
    thing.kind === 'pod'
      ? { kind: 'pods', namespace: thing.pod.namespace, name: thing.pod.name }
      : thing.kind === 'service'
        ? { kind: 'services', namespace: thing.service.namespace, name: thing.service.name }
        : thing.kind === 'machine' && /node|plane/.test(roleWords[thing.machine.role])
          ? { kind: 'nodes', namespace: undefined, name: thing.machine.name }
          : undefined;
  if (place === undefined && object === undefined) return null;
  const run = (line: string | undefined) =>
    askTerminal({ world: store.spec, place: place ?? 'workstation', line });
  return (
    <div className="cm-ways">
      {place !== undefined && (
        <>
          <button type="button" onClick={() => run(undefined)}>
            Open a shell here
          </button>
          <button type="button" onClick={() => run('ip route')}>
            <code>ip route</code>
          </button>
          <button type="button" onClick={() => run('ip neigh')}>
            <code>ip neigh</code>
          </button>
        </>
      )}
      {object !== undefined && (
        <button
          type="button"
          aria-expanded={yaml !== undefined}
          onClick={() => {
            if (yaml === undefined) void objectYaml(store, object).then(setYaml);
            else setYaml(undefined);
          }}
        >
          {yaml === undefined ? 'Show its YAML' : 'Hide its YAML'}
        </button>
      )}
      {yaml !== undefined && <pre>{yaml}</pre>}
    </div>
  );
}
