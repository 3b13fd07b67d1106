/**
 * The `-o` flag: from its text to a printer of objects (cli-runtime genericclioptions PrintFlags).
 */
import { resourceOfKind } from '../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import { sorted } from '../../../kubernetes/patch/last-applied.ts';
import { inGoOrder } from '../../../kubernetes/schema/go-order.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { absolute } from '../manifests.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { CustomColumns } from './custom-columns.ts';
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
  const format = run.value('output');
  if (format === undefined || format === '' || (command === 'get' && format === 'wide')) return undefined;
  const equals = format.indexOf('=');
  const name = equals < 0 ? format : format.slice(0, equals);
  const given = equals < 0 ? run.value('template') : format.slice(equals + 1);
  const file = (): string => {
    const text = run.process.files.text(absolute(run.process.directory, given ?? ''));
    if (text === undefined)
      throw new Failure(
        `error reading --template ${given ?? ''}, open ${given ?? ''}: no such file or directory\n`,
      );
    return text;
  };
  const inOrder = command === 'typed' ? typed : sorted;
  switch (name) {
    case 'json':
      return { print: (object) => `${JSON.stringify(inOrder(object), undefined, 4)}\n` };
    case 'yaml': {
      let printed = 0;
      return { print: (object) => `${printed++ === 0 ? '' : '---\n'}${toYaml(object)}` };
    }
    case 'kyaml':
      return { print: (object) => `---\n${toKyaml(inOrder(object))}\n` };
    case 'name':
      return { print: printNames };
    case 'jsonpath':
    case 'jsonpath-file': {
      if (given === undefined || given === '')
        throw new Failure('template format specified but no template given');
      const path = new JsonPath(name === 'jsonpath-file' ? file() : relaxedTemplate(given));
      return { print: (object) => path.execute(object) };
    }
    case 'jsonpath-as-json': {
      const path = new JsonPath(relaxedTemplate(given ?? ''));
      return { print: (object) => `${JSON.stringify(path.find(object).flat().map(sorted), undefined, 4)}\n` };
    }
    case 'custom-columns':
    case 'custom-columns-file': {
      if (command !== 'get') break;
      const headers = !run.is('no-headers');
      const columns =
        name === 'custom-columns-file'
          ? CustomColumns.fromFile(file(), headers)
          : new CustomColumns(given ?? '', headers);
      return { print: (object) => columns.print(itemsOf(object)) };
    }
    case 'go-template':
    case 'go-template-file':
    case 'template':
    case 'templatefile':
      throw new Failure(`not simulated: output format ${name}`);
  }
  throw new Failure(
    `unable to match a printer suitable for the output format "${format}", allowed formats are: ${command === 'get' ? getFormats : plainFormats}`,
  );
}

/** A template without braces is one path. */
function relaxedTemplate(text: string): string {
  return text.includes('{') ? text : `{${text}}`;
}

function itemsOf(object: KubeObject): readonly KubeObject[] {
  const { items } = object as KubeObject & { items?: readonly KubeObject[] };
  return items ?? [object];
}

function printNames(object: KubeObject): string {
  return itemsOf(object)
    .map((one) => {
      const resource = resourceOfKind(one.apiVersion, one.kind);
      const type = resource === undefined ? one.kind.toLowerCase() : qualifiedSingular(resource);
      return `${type}/${one.metadata.name}\n`;
    })
    .join('');
}

/** What a generator made is written as its Go struct. */
export function typed(object: KubeObject): unknown {
  const struct = resourceOfKind(object.apiVersion, object.kind)?.struct;
  return struct === undefined ? object : inGoOrder(struct, object);
}
