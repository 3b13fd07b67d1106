/**
 * What all generators of kubectl create have in common: one NAME, the object sent (or only printed), the line that says
 * so (k8s.io/kubectl pkg/cmd/create).
 */
import { type Resource, resource, resourcePath } from '../../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../../kubernetes/objects/meta.ts';
import { Failure, StatusFailure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { objectPrinter } from '../../printers/output.ts';
import { qualifiedSingular } from '../../resource-names.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix, fieldValidation } from '../dry-run.ts';
import { generated } from '../generated.ts';

/** NameFromCommandArgs. @param command as its usage names it, `service clusterip` @throws Failure */
export function oneName(run: Invocation, command: string): string {
  const words = run.words.slice(0, run.line.dash);
  const [name] = words;
  if (name === undefined || words.length > 1)
    throw new Failure(
      `exactly one NAME is required, got ${words.length}\nSee 'kubectl create ${command} -h' for help and examples`,
    );
  // What is asked of the output is looked at before what is to be made.
  dryRunMode(run);
  objectPrinter(run, 'typed');
  return name;
}

/** The command behind `--` or behind the name. */
export function commandWords(run: Invocation): readonly string[] {
  return run.words.slice(1);
}

export function named(apiVersion: string, kind: string, name: string): JsonObject {
  return { apiVersion, kind, metadata: { name } };
}

/**
 * @param failing how an error of the server is introduced, as `deployment:` in `failed to create deployment: …`; undefined:
 * it is shown as it is
 */
export function generate(
  run: Invocation,
  type: { readonly name: string; readonly group?: string },
  object: JsonObject,
  failing: string | undefined,
): number {
  const of: Resource = resource(type.name, type.group);
  const mode = dryRunMode(run);
  const validation = fieldValidation(run);
  const printer = objectPrinter(run, 'typed');
  const placed = generated(run, of, object, mode);
  let made = placed as unknown as KubeObject;
  if (mode !== 'client') {
    try {
      made = run.request({
        method: 'POST',
        path: resourcePath(of, run.namespace),
        body: placed,
        query: {
          fieldManager: run.text('field-manager', 'kubectl-create'),
          ...validation,
          ...dryRunQuery(mode),
        },
      }) as KubeObject;
    } catch (error) {
      if (error instanceof StatusFailure && failing !== undefined)
        throw new Failure(`failed to create ${failing} ${error.status.message ?? ''}`);
      throw error;
    }
  }
  if (printer !== undefined) run.print(printer.print(made));
  else run.print(`${qualifiedSingular(of)}/${made.metadata.name} created${dryRunSuffix(mode)}\n`);
  return 0;
}
