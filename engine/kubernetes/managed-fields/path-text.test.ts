import { expect, test } from 'vitest';
import '../api/whole-code.ts';
import { fieldPathText } from './path-text.ts';
import { shapeOf } from './shape.ts';

const pod = {
  spec: {
    containers: [
      { name: 'a', args: ['x'] },
      { name: 'b', ports: [{ containerPort: 80, protocol: 'TCP', nosuch: 1 }] },
    ],
  },
};

test.each([
  ['spec.restartpolicy', '.spec.restartpolicy'],
  ['spec.containers[1].port', '.spec.containers[name="b"].port'],
  [
    'spec.containers[1].ports[0].nosuch',
    '.spec.containers[name="b"].ports[containerPort=80,protocol="TCP"].nosuch',
  ],
  ['spec.tolerations[0].nosuch', '.spec.tolerations[0].nosuch'],
])('%s is written %s', (path, text) => {
  expect(fieldPathText(shapeOf('Pod'), pod, path)).toBe(text);
});
