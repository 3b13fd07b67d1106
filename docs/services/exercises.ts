/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clientToShop: Flow = {
  from: 'pod/default/client',
  to: 'shop.default.svc.cluster.local',
  protocol: 'tcp',
  port: 80,
};

export const exercises: readonly Exercise[] = [
  {
    id: 'no-endpoints',
    title: 'The shop refuses everybody',
    scenario: 'services/no-endpoints',
    story:
      'Two pods of `shop` are Running and Ready, and every client of the Service is refused at once. Make the Service reach them.',
    checks: [
      {
        says: 'the Service shop has two ready endpoints',
        clause: { kind: 'endpoints', service: 'default/shop', count: 2 },
      },
      { says: 'client gets an answer from the Service', clause: { kind: 'reaches', flow: clientToShop } },
    ],
    hints: [
      {
        text: "Refused at once, not a timeout: a rule on the client's own node answers. Which Services have no endpoints?",
      },
      {
        text: 'Compare what the Service selects (`kubectl describe service shop`) with the labels of the pods (`kubectl get pods --show-labels`).',
      },
      {
        text: 'An EndpointSlice holds the ready pods that carry *all* labels of the selector. One value differs.',
      },
    ],
    solutions: [
      [
        {
          on: 'workstation',
          line: 'kubectl get service shop -o yaml | sed s/frontend/front/ | kubectl apply -f -',
        },
      ],
      [
        { on: 'workstation', line: 'kubectl delete service shop' },
        { on: 'workstation', line: 'kubectl expose deployment shop --port=80 --target-port=8080' },
      ],
    ],
    wrong: [
      {
        lines: [{ on: 'workstation', line: 'kubectl scale deployment shop --replicas=3' }],
        hint: 'There is a third pod now, with the same labels as the other two: the selector matches it as little as them.',
      },
      {
        lines: [{ on: 'workstation', line: 'kubectl label service shop tier=frontend' }],
        hint: 'That labelled the Service. Its selector is compared with the labels of the pods.',
      },
    ],
  },
];
