// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { bigMap } from '../testing/big-map.ts';
import { assignSlots, type Box, layoutMap, type Slots } from './map-layout.ts';
import { findItem, mapTree, rootId, walk } from './map-tree.ts';

const slotsFor = (map: ReturnType<typeof bigMap>): Slots => {
  const slots: Slots = new Map();
  assignSlots(map, slots);
  return slots;
};

describe('the tree', () => {
  const map = bigMap(2);
  const tree = mapTree(map);

  test('goes from the cluster over node and pod to the interface, by arrows', () => {
    const service = walk(tree, rootId, 'ArrowRight')!;
    expect(service).toBe('service/default/kubernetes');
    const node = walk(tree, 'service/default/api', 'ArrowDown')!;
    expect(node).toBe('machine/k8s-cp1');
    const pod = walk(tree, node, 'ArrowRight')!;
    const device = walk(tree, pod, 'ArrowRight')!;
    expect(device).toMatch(/^interface\/k8s-cp1\/.*eth0$/);
    expect(walk(tree, device, 'ArrowLeft')).toBe(pod);
    expect(walk(tree, pod, 'End')).toBe('interface/k8s-cp1/host/flannel.1');
    expect(walk(tree, rootId, 'ArrowUp')).toBeUndefined();
  });

  test('says in words what is drawn', () => {
    expect(findItem(tree, 'machine/k8s-w2')?.label).toBe('k8s-w2, worker node, not ready');
    expect(tree.label).toBe('Cluster: 5 machines, 6 pods, 3 Services');
  });
});

describe('the picture', () => {
  const inside = (inner: Box, outer: Box) =>
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width + 0.5 &&
    inner.y + inner.height <= outer.y + outer.height + 0.5;
  const apart = (one: Box, other: Box) =>
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y;

  /** The straight pieces of a path, a hair inside their ends. */
  const pieces = (line: string): Box[] => {
    const numbers = [...line.matchAll(/-?[\d.]+/g)].map(Number);
    const points = numbers.flatMap((x, at) => (at % 2 === 0 ? [[x, numbers[at + 1]!] as const] : []));
    return points.slice(1).map(([x, y], at) => {
      const [fromX, fromY] = points[at]!;
      const [left, top] = [Math.min(x, fromX) + 0.1, Math.min(y, fromY) + 0.1];
      return { x: left, y: top, width: Math.abs(x - fromX) - 0.2, height: Math.abs(y - fromY) - 0.2 };
    });
  };

  test.each([924, 326])(
    'of three nodes with thirty pods holds everything in its room at %i pixels',
    (width) => {
      const map = bigMap(30);
      const { rooms } = layoutMap(map, width, slotsFor(map));
      for (const room of rooms) {
        const boxes = [...room.pods, ...room.bridges, ...room.devices];
        expect(boxes.every((box) => inside(box, room))).toBe(true);
        boxes.forEach((box, at) => {
          expect(boxes.slice(at + 1).every((other) => apart(box, other))).toBe(true);
        });
      }
      expect(rooms.flatMap(({ pods }) => pods)).toHaveLength(90);
    },
  );

  test.each([924, 326])('leads its lines around pods and Services at %i pixels', (width) => {
    const { cables, services } = bigMap(8);
    const pods = bigMap(8).pods;
    const [first] = services;
    const map = {
      ...bigMap(8),
      cables,
      services: Array.from({ length: 4 }, (_, at) => ({
        ...first!,
        id: `default/s${String(at)}`,
        endpoints: [pods[at * 3]!, pods[at * 3 + 1]!].map(({ id }) => ({
          address: '',
          port: 80,
          pod: id,
          ready: true,
        })),
      })),
    };
    const drawn = layoutMap(map, width, slotsFor(map));
    const boxes = [...drawn.services, ...drawn.rooms.flatMap((room) => room.pods)];
    const lines = drawn.services.flatMap(({ arrows }) => arrows);
    expect(lines).toHaveLength(8);
    for (const line of lines)
      for (const piece of pieces(line)) expect(boxes.filter((box) => !apart(piece, box))).toEqual([]);
  });

  test('moves no pod when another comes or goes', () => {
    const map = bigMap(30);
    const slots = slotsFor(map);
    const places = (drawn: ReturnType<typeof layoutMap>) =>
      new Map(
        drawn.rooms.flatMap(({ pods }) => pods).map(({ pod, x, y }) => [pod.id, `${String(x)} ${String(y)}`]),
      );
    const before = places(layoutMap(map, 924, slots));
    const fewer = { ...map, pods: map.pods.filter((_, at) => at !== 5) };
    assignSlots(fewer, slots);
    const after = places(layoutMap(fewer, 924, slots));
    for (const [id, place] of after) expect(place).toBe(before.get(id));
  });

  test('of a hundred pods a node counts them instead', () => {
    const map = bigMap(100);
    const { rooms } = layoutMap(map, 924, slotsFor(map));
    expect(rooms[0]!.pods).toEqual([]);
    expect(rooms[0]!.crowd).toEqual(['100 in default']);
  });
});
