/**
 * Where everything of the map is drawn. Nodes are rooms side by side (on a phone one below the other), pods boxes in
 * slots of their room, the bridge a rail under them, the LAN a bar under the rooms. A pod keeps its slot as long as it
 * lives, so adding one moves nothing else.
 */
import { outsideLine, serviceLines } from './map-lines.ts';
import type { MapInterface, MapMachine, MapPod, MapService, MapView } from '../../engine/lab/view/map.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DrawnPod extends Box {
  readonly pod: MapPod;
  /** The vertical rail it hangs on. */
  readonly rail: number;
  readonly cableUp: boolean;
}

export interface DrawnDevice extends Box {
  readonly device: MapInterface;
}

export interface DrawnRoom extends Box {
  readonly machine: MapMachine;
  readonly pods: readonly DrawnPod[];
  /** Too many to draw: how many, by namespace. */
  readonly crowd: readonly string[];
  readonly bridges: readonly DrawnDevice[];
  readonly devices: readonly DrawnDevice[];
  /** Vertical rails from the pods to the bridge: x, top, bottom. */
  readonly rails: readonly (readonly [x: number, top: number, bottom: number])[];
  /** From its outer interface to the LAN. */
  readonly uplink: { readonly path: string; readonly up: boolean } | undefined;
}

export interface DrawnService extends Box {
  readonly service: MapService;
  /** To each ready endpoint that is a pod on the map. */
  readonly arrows: readonly string[];
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly rooms: readonly DrawnRoom[];
  readonly services: readonly DrawnService[];
  /** Cables between machines outside the cluster. */
  readonly outside: readonly string[];
  readonly lan: (Box & { readonly name: string }) | undefined;
}

const margin = 8;
const gap = 14;
const podHeight = 36;
const podGap = 8;
/** Between two columns of pods: the cable's rail, then the lines that lead to the second. */
const railGutter = 20;
const railOffset = 6;
/** From a room's wall to what stands in it: room for a line. */
const inset = 12;
const serviceHeight = 40;
const most = 36;

/** Which slot each pod has; kept by whoever shows the map, from drawing to drawing. */
export type Slots = Map<string, number>;

export function assignSlots(map: MapView, slots: Slots): void {
  for (const id of [...slots.keys()]) if (!map.pods.some((pod) => pod.id === id)) slots.delete(id);
  for (const pod of map.pods) {
    if (slots.has(pod.id)) continue;
    const taken = new Set(
      map.pods
        .filter(({ machine, id }) => machine === pod.machine && slots.has(id))
        .map(({ id }) => slots.get(id)),
    );
    let free = 0;
    while (taken.has(free)) free++;
    slots.set(pod.id, free);
  }
}

export function layoutMap(map: MapView, width: number, slots: Slots): MapLayout {
  const narrow = width < 640;
  const nodes = map.machines.filter(({ role }) => role === 'control-plane' || role === 'worker');
  const others = map.machines.filter(({ role }) => role === 'router' || role === 'outside');
  const lanMachine = map.machines.find(({ role }) => role === 'switch');
  const perRow = narrow ? 1 : Math.min(3, Math.max(1, nodes.length));
  const lanSide = narrow ? 18 : 0;
  const roomWidth = (width - margin * 2 - lanSide - gap * (perRow - 1)) / perRow;
  const services = placeServices(map.services, width, narrow);
  const top = services.bottom + (map.services.length > 0 ? (narrow ? 20 : 46) : 0);

  let y = top;
  const rooms: DrawnRoom[] = [];
  for (let at = 0; at < nodes.length; at += perRow) {
    const row = nodes.slice(at, at + perRow);
    const drawn = row.map((machine, column) =>
      room(map, machine, { x: margin + lanSide + column * (roomWidth + gap), y, width: roomWidth }, slots),
    );
    const height = Math.max(...drawn.map((each) => each.height));
    rooms.push(...drawn.map((each) => ({ ...each, height })));
    y += height + gap;
  }
  const bottom = y;
  const outsideTop = narrow ? bottom : bottom + 40;
  const outside = others.map((machine, column): DrawnRoom => {
    const each = narrow
      ? width - margin * 2 - lanSide
      : Math.min(220, (width - margin * 2) / others.length - gap);
    const box = narrow
      ? { x: margin + lanSide, y: outsideTop + column * (58 + gap), width: each, height: 58 }
      : { x: margin + column * (each + gap), y: outsideTop, width: each, height: 58 };
    return { ...box, machine, pods: [], crowd: [], bridges: [], devices: [], rails: [], uplink: undefined };
  });
  const end = outside.reduce(
    (last, each) => Math.max(last, each.y + each.height),
    narrow ? bottom - gap : bottom + 22,
  );
  const lan =
    lanMachine === undefined && nodes.length < 2
      ? undefined
      : narrow
        ? { x: 6, y: top, width: 6, height: end - top, name: lanMachine?.name ?? 'LAN' }
        : { x: margin, y: bottom + 8, width: width - margin * 2, height: 6, name: lanMachine?.name ?? 'LAN' };
  const wired = [...rooms, ...outside].map((each) => ({ ...each, uplink: uplinkOf(each, lan, map, narrow) }));
  return {
    width,
    height: end + margin + (outside.length > 1 ? 10 : 0),
    outside: outsideCables(map, outside, narrow),
    rooms: wired,
    services: services.drawn.map((each, at) => ({
      ...each,
      arrows: arrowsOf(services.drawn, at, wired, top),
    })),
    lan,
  };
}

function placeServices(list: readonly MapService[], width: number, narrow: boolean) {
  const perRow = narrow ? 2 : Math.min(5, Math.max(3, list.length));
  const each = (width - margin * 2 - gap * (perRow - 1)) / perRow;
  const drawn = list.map((service, at) => ({
    service,
    x: margin + (at % perRow) * (each + gap),
    y: margin + Math.floor(at / perRow) * (serviceHeight + podGap),
    width: each,
    height: serviceHeight,
  }));
  const last = drawn.at(-1);
  return { drawn, bottom: last === undefined ? margin : last.y + last.height };
}

function room(map: MapView, machine: MapMachine, at: Omit<Box, 'height'>, slots: Slots): DrawnRoom {
  const own = map.pods.filter((pod) => pod.machine === machine.name);
  const columns = Math.max(-1, ...slots.values()) < 10 || at.width < 270 ? 2 : 3;
  const podWidth = (at.width - 2 * inset - railOffset - (columns - 1) * railGutter) / columns;
  const head = 46;
  const crowded = own.length > most;
  const pods = crowded
    ? []
    : own.map((pod) => {
        const slot = slots.get(pod.id) ?? 0;
        const column = slot % columns;
        const x = at.x + inset + column * (podWidth + railGutter);
        const cable = map.cables.find(({ from, to }) =>
          pod.interfaces.some(({ id }) => id === from || id === to),
        );
        return {
          pod,
          x,
          y: at.y + head + Math.floor(slot / columns) * (podHeight + podGap),
          width: podWidth,
          height: podHeight,
          rail: x + podWidth + railOffset,
          cableUp: cable?.up ?? true,
        };
      });
  const crowd = crowded ? crowdOf(own) : [];
  const rows = Math.max(
    1,
    crowd.length / 2,
    ...pods.map((pod) => (pod.y - at.y - head) / (podHeight + podGap) + 1),
  );
  const railBottom = at.y + head + rows * (podHeight + podGap) + 6;
  const visible = machine.interfaces.filter(
    ({ kind, bridge }) => kind !== 'bridge' && bridge === undefined && kind !== 'dummy',
  );
  const bridges = machine.interfaces
    .filter(({ kind }) => kind === 'bridge')
    .map((device, index) => ({
      device,
      x: at.x + inset,
      y: railBottom + index * 26,
      width: at.width - 2 * inset,
      height: 20,
    }));
  const deviceTop = railBottom + bridges.length * 26 + 10;
  const shown = visible.slice(0, 3);
  const deviceWidth = (at.width - 2 * inset - podGap * (shown.length - 1)) / Math.max(1, shown.length);
  const devices = shown.map((device, index) => ({
    device,
    x: at.x + inset + index * (deviceWidth + podGap),
    y: deviceTop,
    width: deviceWidth,
    height: 34,
  }));
  const rails = [...new Set(pods.filter(({ pod }) => pod.interfaces.length > 0).map(({ rail }) => rail))].map(
    (x): readonly [number, number, number] => [
      x,
      Math.min(...pods.filter((pod) => pod.rail === x).map((pod) => pod.y + podHeight / 2)),
      bridges[0]?.y ?? railBottom,
    ],
  );
  const height = deviceTop + 34 + 10 - at.y;
  return { ...at, height, machine, pods, crowd, bridges, devices, rails, uplink: undefined };
}

function crowdOf(pods: readonly MapPod[]): string[] {
  const counts = new Map<string, number>();
  for (const { namespace } of pods) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  return [...counts].map(([namespace, number]) => `${String(number)} in ${namespace}`);
}

function uplinkOf(
  each: DrawnRoom,
  lan: MapLayout['lan'],
  map: MapView,
  narrow: boolean,
): DrawnRoom['uplink'] {
  if (lan === undefined) return undefined;
  const outer = each.machine.interfaces.find(({ id, name }) => name === 'eth0' && onLan(id, map));
  if (outer === undefined) return undefined;
  const box = each.devices.find(({ device }) => device.id === outer.id) ?? each;
  const up = map.cables.find(({ from, to }) => from === outer.id || to === outer.id)?.up ?? outer.carrier;
  const path = narrow
    ? `M${n(box.x)} ${n(box.y + box.height / 2)}H${n(lan.x + lan.width)}`
    : box.y > lan.y
      ? `M${n(box.x + box.width / 2)} ${n(box.y)}V${n(lan.y + lan.height)}`
      : `M${n(box.x + box.width / 2)} ${n(box.y + box.height)}V${n(lan.y)}`;
  return { path, up };
}

/** Machines outside are wired among themselves, below their boxes or beside them. */
function outsideCables(map: MapView, rooms: readonly DrawnRoom[], narrow: boolean): string[] {
  const roomOf = (id: string) => rooms.find(({ machine }) => id.startsWith(`${machine.name}/`));
  let depth = 0;
  return map.cables.flatMap(({ from, to }) => {
    const one = roomOf(from);
    const other = roomOf(to);
    if (one === undefined || other === undefined || one === other) return [];
    depth += narrow ? 3 : 4;
    return [outsideLine(one, other, depth, narrow)];
  });
}

/** Plugged into the switch, or the map knows of no switch. */
function onLan(id: string, map: MapView): boolean {
  const lan = map.machines.find(({ role }) => role === 'switch');
  if (lan === undefined) return true;
  const other = map.cables.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))[0];
  return other?.startsWith(`${lan.name}/`) ?? false;
}

function arrowsOf(
  services: readonly Omit<DrawnService, 'arrows'>[],
  at: number,
  rooms: readonly DrawnRoom[],
  top: number,
): string[] {
  const pods = rooms.flatMap((each) => each.pods);
  const targets = (services[at]?.service.endpoints ?? []).flatMap((endpoint) => {
    const target = endpoint.ready ? pods.find(({ pod }) => pod.id === endpoint.pod) : undefined;
    return target === undefined ? [] : [target];
  });
  return serviceLines(services, at, targets, top);
}

const n = (value: number) => value.toFixed(1);
