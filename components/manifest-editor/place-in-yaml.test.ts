import { expect, test } from 'vitest';
import { placeInYaml } from './place-in-yaml.ts';

/** `|` is the cursor. */
function place(text: string) {
  const at = text.indexOf('|');
  const { path, key, word, kind } = placeInYaml(text.replace('|', ''), at);
  return { path: path.join('.'), key, word, kind };
}

const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';

test.each([
  [`${head}sp|`, { path: '', key: undefined, word: 'sp', kind: 'Service' }],
  [`${head}spec:\n  |`, { path: 'spec', key: undefined, word: '', kind: 'Service' }],
  [`${head}spec:\n  type: No|`, { path: 'spec', key: 'type', word: 'No', kind: 'Service' }],
  [`${head}spec:\n  ports:\n    - po|`, { path: 'spec.ports', key: undefined, word: 'po', kind: 'Service' }],
  [
    `${head}spec:\n  ports:\n  - port: 80\n    pro|`,
    { path: 'spec.ports', key: undefined, word: 'pro', kind: 'Service' },
  ],
  [
    `${head}spec:\n  ports:\n    - name: a\n    - port: 80\n      protocol: |`,
    { path: 'spec.ports', key: 'protocol', word: '', kind: 'Service' },
  ],
  [
    `${head}spec:\n  ports:\n    - name: a\n  se|`,
    { path: 'spec', key: undefined, word: 'se', kind: 'Service' },
  ],
  [
    `${head}---\nkind: Pod\nspec:\n  containers:\n    - name: c\n      env:\n        - na|me: x`,
    { path: 'spec.containers.env', key: undefined, word: 'na', kind: 'Pod' },
  ],
  [`|\n${head}`, { path: '', key: undefined, word: '', kind: 'Service' }],
])('the cursor in %j', (text, expected) => {
  expect(place(text)).toEqual(expected);
});
