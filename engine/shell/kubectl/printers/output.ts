/**
 * The `-o` flag: from its text to a printer of objects (cli-runtime genericclioptions PrintFlags).
 */
import { resourceOfKind } from '../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import { sorted, sortedJson } from '../../../kubernetes/patch/last-applied.ts';
import { inGoOrder } from '../../../kubernetes/schema/go-order.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { absolute } from '../manifests.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { CustomColumns } from './custom-columns.ts';
import { GoTemplate } from './go-template/execute.ts';
import { goJson } from '../../../kubernetes/schema/go-json.ts';
import { goText } from '../../../kubernetes/schema/go-value.ts';
import { JsonPath } from './jsonpath.ts';
import { toKyaml } from './kyaml.ts';
import { toYaml } from './yaml.ts';

export interface ObjectPrinter {
  /** One object, or the List of several. */
  print(object: KubeObject): string;
}

const getFormats =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml';
const plainFormats =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml';

/**
 * @param command `typed`: the object comes from a generator
 * @returns undefined for tables (no format, `wide`)
 */
export function objectPrinter(
  run: Invocation,
  command: 'get' | 'other' | 'typed',
): ObjectPrinter | undefined {
  const format = run.text('output');
  if ((format === '' && run.text('template') === '') || (command === 'get' && format === 'wide'))
    return undefined;
  const { name, given } = formatAndTemplate(run, format);
  const file = (): string => {
    const text = run.process.files.text(absolute(run.process.directory, given ?? ''));
    if (text === undefined)
      throw new Failure(
        `error reading --template ${given ?? ''}, open ${given ?? ''}: no such file or directory`,
      );
    return text;
  };
  const template = (): string => {
    if (given === undefined || given === '')
      throw new Failure('template format specified but no template given');
    return name.endsWith('file') ? file() : given;
  };
  const missingAllowed = run.is('allow-missing-template-keys', true);
  const inOrder = command === 'typed' ? typed : sorted;
  const shown = (object: KubeObject): KubeObject =>
    run.is('show-managed-fields') ? object : withoutManagedFields(object);
  switch (name) {
    case 'json':
      return { print: (object) => `${goJson(inOrder(shown(object)), 4)}\n` };
    case 'yaml': {
      let printed = 0;
      return { print: (object) => `${printed++ === 0 ? '' : '---\n'}${toYaml(shown(object))}` };
    }
    case 'kyaml':
      return { print: (object) => `---\n${toKyaml(inOrder(shown(object)))}\n` };
    case 'name':
      return { print: printNames };
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file': {
      const text = template();
      const path = parsed('jsonpath', text, () => new JsonPath(text, missingAllowed));
      return {
        print: (object) =>
          name === 'jsonpath-as-json'
            ? path.executeAsJson(object, (found) => goJson(found.map(sorted), 4))
            : path.execute(object),
      };
    }
    case 'go-template':
    case 'go-template-file':
    case 'template':
    case 'templatefile': {
      const text = template();
      const parsedTemplate = parsed('template', text, () => new GoTemplate(text, missingAllowed));
      return { print: (object) => executed(run, parsedTemplate, text, object) };
    }
    case 'custom-columns':
    case 'custom-columns-file': {
      if (command !== 'get') break;
      const headers = !run.is('no-headers');
      const columns =
        name === 'custom-columns-file'
          ? CustomColumns.fromFile(file(), headers)
          : new CustomColumns(given ?? '', headers);
      return {
        print: (object) =>
          columns.print(itemsOf(object), (text) => {
            run.print(text);
          }),
      };
    }
  }
  throw new Failure(
    `unable to match a printer suitable for the output format "${format}", allowed formats are: ${command === 'get' ? getFormats : plainFormats}`,
  );
}

/** `-o FORMAT=TEMPLATE`, or --template, which by itself means go-template. */
function formatAndTemplate(
  run: Invocation,
  format: string,
): { readonly name: string; readonly given: string | undefined } {
  const equals = format.indexOf('=');
  const template = run.text('template');
  if (template !== '') return { name: format === '' ? 'go-template' : format, given: template };
  return equals < 0
    ? { name: format, given: undefined }
    : { name: format.slice(0, equals), given: format.slice(equals + 1) };
}

function parsed<Template>(what: string, text: string, parse: () => Template): Template {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`error parsing ${what} ${text}, ${error.message}`);
  }
}

/** What was written until something went wrong is printed, and then all there is to know about it. */
function executed(run: Invocation, template: GoTemplate, text: string, object: KubeObject): string {
  const { text: written, error } = template.execute(object);
  if (error === undefined) return written;
  run.print(
    `${written}Error executing template: ${error}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${sortedJson(object)}\n\tobject given to template engine was:\n\t\t${goText(object)}\n\n`,
  );
  throw new Failure(`error executing template ${JSON.stringify(text)}: ${error}`);
}

/** Of an object, or of all that a List holds. */
function withoutManagedFields(object: KubeObject): KubeObject {
  const whole = object as (KubeObject & { items?: readonly KubeObject[] }) | null;
  // A list may hold nothing where an object belongs.
  if (whole === null) return object;
  if (Array.isArray(whole.items))
    return { ...object, items: whole.items.map(withoutManagedFields) } as KubeObject;
  if ((object as Partial<KubeObject>).metadata?.managedFields === undefined) return object;
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function itemsOf(object: KubeObject): readonly KubeObject[] {
  const { items } = object as KubeObject & { items?: readonly KubeObject[] };
  return items ?? [object];
}

/** Nothing is known of what is only to be given a name. */
export function nameOf({ metadata }: { readonly metadata: { readonly name?: string } }): string {
  return metadata.name ?? '<unknown>';
}

/** `pod/web`, a line each. */
export function printNames(object: KubeObject): string {
  return itemsOf(object)
    .map((one) => {
      const resource = resourceOfKind(one.apiVersion, one.kind);
      const [group = '', version] = one.apiVersion.split('/');
      const kind = `${one.kind.toLowerCase()}${version === undefined ? '' : `.${group}`}`;
      const type = resource === undefined ? kind : qualifiedSingular(resource);
      return `${type}/${nameOf(one)}\n`;
    })
    .join('');
}

/** What a generator made is written as its Go struct; a List of what came from elsewhere as a List only. */
export function typed(object: KubeObject): unknown {
  if (object.kind === 'List') {
    const { kind, apiVersion, metadata, items } = object as KubeObject & { items: readonly KubeObject[] };
    return { kind, apiVersion, metadata, items: items.map(sorted) };
  }
  const struct = resourceOfKind(object.apiVersion, object.kind)?.struct;
  return struct === undefined ? object : inGoOrder(struct, object);
}
