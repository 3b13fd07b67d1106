/**
 * kubectl edit: an object's YAML in a text editor; what was saved is sent as a patch of what changed (k8s.io/kubectl
 * pkg/cmd/util/editor). What the server refuses is opened again, with its reasons above.
 *
 * Left out: -f, several objects at once, --output-patch, --save-config, --subresource, other editors than vi.
 */
import { resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { threeWayPatch } from '../../../kubernetes/patch/three-way.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure, nothingNamed, StatusFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { toYaml } from '../printers/yaml.ts';
import { qualifiedSingular, type Selection, selections } from '../resource-names.ts';
import { readYaml } from '../yaml-reader.ts';
import { fieldValidation } from './dry-run.ts';

const notSimulated = [
  'filename',
  'kustomize',
  'output',
  'output-patch',
  'recursive',
  'save-config',
  'show-managed-fields',
  'subresource',
  'template',
  'windows-line-endings',
];

const introduction = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

export function* edit(run: Invocation): Running<number> {
  for (const flag of notSimulated)
    if (run.has(flag)) throw new Failure(`not simulated: kubectl edit --${flag}`);
  if (run.words.length === 0) throw new Failure(nothingNamed);
  const [selection, another] = selections(run.words, run.resources);
  if (selection?.name === undefined || another !== undefined)
    throw new Failure('not simulated: kubectl edit of several objects at once');
  return yield* editOne(run, selection, selection.name);
}

function* editOne(run: Invocation, { resource }: Selection, name: string): Running<number> {
  const path = resourcePath(resource, run.namespace, name);
  const original = run.request({ method: 'GET', path }) as KubeObject;
  const { terminal } = run.process;
  if (terminal?.onEditing === undefined) throw new Failure('not simulated: kubectl edit without a terminal');
  const shown = toYaml(original);
  let text = introduction + shown;
  let refused = false;
  for (;;) {
    const before = withoutComments(text);
    const saved = yield* terminal.edit({
      program: 'vi',
      path: `${qualifiedSingular(resource)}/${name}`,
      text,
    });
    const after = saved === undefined ? before : withoutComments(saved);
    if (after.trim() === '') throw new Failure('Edit cancelled, saved file was empty.');
    if (after === before) {
      if (refused) throw new Failure('Edit cancelled, no valid changes were saved.');
      run.complain('Edit cancelled, no changes made.\n');
      return 0;
    }
    const problem = save(run, path, resource.struct, original, after);
    if (problem === undefined) {
      run.print(`${qualifiedSingular(resource)}/${name} edited\n`);
      return 0;
    }
    run.complain(`error: ${resource.name} "${name}" is invalid\n`);
    refused = true;
    text = `${introduction}${commented(`${resource.name} "${name}" was not valid:`, problem)}#\n${after}`;
  }
}

/** @returns why not, a reason a line */
function save(
  run: Invocation,
  path: string,
  struct: string | undefined,
  original: KubeObject,
  text: string,
): readonly string[] | undefined {
  const [read] = readYaml(text);
  if (read === undefined || read.kind === 'failed')
    return [`The edited file had a syntax error: ${read?.kind === 'failed' ? read.message : 'it is empty'}`];
  const current = original as unknown as JsonObject;
  const patch = threeWayPatch(struct, current, read.value as JsonObject, current);
  try {
    run.request({
      method: 'PATCH',
      path,
      contentType: 'application/strategic-merge-patch+json',
      body: patch,
      query: { fieldManager: 'kubectl-edit', ...fieldValidation(run) },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusFailure)) throw error;
    const { details, message = '' } = error.status;
    const causes = details?.causes ?? [];
    return causes.length === 0 ? [message] : causes.map((cause) => `${cause.field ?? ''}: ${cause.message}`);
  }
}

const withoutComments = (text: string) => text.replace(/^#.*\n?/gm, '');

function commented(title: string, reasons: readonly string[]): string {
  return [title, ...reasons.map((reason) => `* ${reason}`)].map((line) => `# ${line}\n`).join('');
}
