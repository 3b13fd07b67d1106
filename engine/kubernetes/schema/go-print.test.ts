import { expect, test } from 'vitest';
import { podTemplateHash, revisionHash } from './go-print.ts';
import { decode } from './decode.ts';

const web = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      {
        image: 'nginx:1.27',
        imagePullPolicy: 'IfNotPresent',
        name: 'nginx',
        ports: [{ containerPort: 80, name: 'http', protocol: 'TCP' }],
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    nodeSelector: { 'kubernetes.io/hostname': 'k8s-w1' },
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 0,
  },
};

test('a recorded template hashes to the recorded name', () => {
  expect(podTemplateHash(web)).toBe('564c84f466');
});

test('a template with quantities, probes, volumes and affinity hashes as in Go', () => {
  const rich = JSON.parse(
    '{"metadata":{"labels":{"b":"2","a":"1"},"annotations":{"x y":"q"}},"spec":{"containers":[{"name":"c","image":"i","command":["sh","-c"],"args":["a b","c"],"env":[{"name":"A","value":"v"},{"name":"P","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}}],"resources":{"limits":{"cpu":"500m","memory":"128Mi"},"requests":{"cpu":"1","memory":"64Mi","ephemeral-storage":"1500M"}},"readinessProbe":{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":1},"livenessProbe":{"tcpSocket":{"port":"http"}},"volumeMounts":[{"name":"v","mountPath":"/x","readOnly":true}],"securityContext":{"runAsUser":5,"capabilities":{"add":["NET_ADMIN"]}},"restartPolicy":"Always"}],"volumes":[{"name":"v","emptyDir":{"sizeLimit":"10Mi"}},{"name":"c","configMap":{"name":"x","defaultMode":420}},{"name":"e","emptyDir":{}}],"tolerations":[{"key":"k","operator":"Exists","tolerationSeconds":30}],"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"In","values":["b","c"]}]}]}}},"automountServiceAccountToken":false}}',
  ) as unknown;
  expect(podTemplateHash(rich)).toBe('5bdc6d7cbc');
});

test('unknown fields are listed with their indexes and the rest is kept', () => {
  const decoded = decode('Pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'typo' },
    spec: { containers: [{ name: 'nginx', port: [] }], restartpolicy: 'Never' },
  });
  expect(decoded).toMatchObject({
    kind: 'decoded',
    unknownFields: ['spec.containers[0].port', 'spec.restartpolicy'],
  });
});

test('a type error is told in the words of encoding/json', () => {
  const body = { spec: { containers: [{ name: 'n', env: [{ name: 'D', value: true }] }] } };
  expect(decode('Pod', body)).toMatchObject({
    kind: 'failed',
    message:
      'json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string',
  });
});

test('a decoded service has the fields that Go always writes, and no empty ones', () => {
  const decoded = decode('Service', { metadata: { name: 's', labels: {} }, spec: { ports: [{ port: 80 }] } });
  expect(decoded).toMatchObject({
    object: {
      metadata: { name: 's' },
      spec: { ports: [{ port: 80, targetPort: 0 }] },
      status: { loadBalancer: {} },
    },
  });
});

test('a StatefulSet revision is named as on the recorded cluster', () => {
  const json =
    '{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"app":"db"}},"spec":{"containers":[{"command":["sleep","86400"],"image":"busybox:1.36","imagePullPolicy":"IfNotPresent","name":"box","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","nodeSelector":{"kubernetes.io/hostname":"k8s-w1"},"restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":0}}}}';
  expect(revisionHash(`${json}0`)).toBe('6fd777c5f');
});
