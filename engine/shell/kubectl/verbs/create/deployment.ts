/**
 * kubectl create deployment (k8s.io/kubectl pkg/cmd/create create_deployment.go).
 */
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { commandWords, generate, oneName } from './generate.ts';

export function* createDeployment(run: Invocation): Running<number> {
  const name = oneName(run, 'deployment');
  const command = commandWords(run);
  const images = run.values('image');
  if (images.length > 1 && command.length > 0)
    throw new Failure('cannot specify multiple --image options and command');
  const port = run.number('port', -1);
  const containers = images.map((image, index) => ({
    name: containerName(image),
    image,
    ...(command.length === 0 ? {} : { command }),
    ...(index === 0 && port > 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }));
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: run.number('replicas', 1),
      selector: { matchLabels: { app: name } },
      strategy: {},
      template: { metadata: { labels: { app: name } }, spec: { containers } },
    },
    status: {},
  };
  return generate(run, { name: 'deployments', group: 'apps' }, object, 'deployment:');
}

/** The image's last part without its tag. */
function containerName(image: string): string {
  const last = image.split('/').at(-1) ?? image;
  return (last.split(/[:@]/)[0] ?? last).replace(/[^a-z0-9-]/g, '-');
}
