/** A Service that is new, and one that is there already, to be changed. */
import type { Stories } from '../testing/story.ts';
import { storySpec } from '../testing/story-cluster.ts';
import { ManifestEditor } from './ManifestEditor.tsx';

const service = (name: string, more: string) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector: { app: web }
  # Connections to port 80 go to the pods' port named http.
  ports:
    - port: 80
      targetPort: http
${more}`;

export const stories: Stories = {
  manifest: () => (
    <ManifestEditor
      id="manifest"
      world={storySpec('stories/manifest')}
      title="api.yaml"
      manifest={service('api', '')}
    />
  ),
  'manifest-change': () => (
    <ManifestEditor
      id="manifest-change"
      world={storySpec('stories/manifest')}
      title="web.yaml"
      manifest={service('web', '  type: NodePort\n')}
    />
  ),
};
