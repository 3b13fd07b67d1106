/**
 * What is mutated: every manifest of the book, of the recordings and of the comparison with the real kubectl, and every
 * command line that was recorded. Without the recordings it is less, and the rest goes its way all the same.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseClusterRecording } from '../../../engine/lab/replay/cluster/recording.ts';
import { readYaml } from '../../../engine/shell/kubectl/yaml-reader.ts';
import { files as ownFiles } from '../kubectl-server/world.ts';
import { recordings, sharedFolder } from '../shared.ts';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

export interface Corpus {
  readonly texts: readonly string[];
  /** The documents of the texts. */
  readonly objects: readonly Manifest[];
  /** Typed on the workstation. */
  readonly lines: readonly string[];
}

const root = join(import.meta.dirname, '..', '..', '..');

export function readCorpus(): Corpus {
  const folder = join(sharedFolder, 'goldens', 'cluster');
  const recorded = (existsSync(folder) ? recordings(folder) : []).flatMap(({ name, text }) => {
    const parsed = parseClusterRecording(text, name);
    return parsed.ok ? [parsed.value] : [];
  });
  const texts = [
    ...Object.values(ownFiles),
    ...globSync('docs/**/*.yaml', { cwd: root })
      .sort()
      .map((file) => readFileSync(join(root, file), 'utf8')),
    ...recorded.flatMap(({ head }) => [...head.files].map(([, text]) => text)),
  ];
  const lines = recorded.flatMap(({ steps }) =>
    steps.flatMap((step) => ('cmd' in step && step.on === 'workstation' ? [step.cmd] : [])),
  );
  return {
    texts,
    objects: texts.flatMap((text) =>
      readYaml(text).flatMap((read) => (read.kind === 'value' && isManifest(read.value) ? [read.value] : [])),
    ),
    lines: [...new Set(lines)],
  };
}

function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof apiVersion === 'string' && typeof kind === 'string';
}
