/**
 * `--raw`: a request to a path, its body a file, its answer printed as the server sends it (k8s.io/kubectl pkg/rawhttp).
 */
import { goJson } from '../../../kubernetes/schema/go-json.ts';
import type { Method } from '../../../kubernetes/api/request.ts';
import { wireForm } from '../../../kubernetes/api/wire-form.ts';
import { readAll } from '../../../linux/process/process.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { absolute } from '../manifests.ts';
import { readYaml } from '../yaml-reader.ts';

/** create, replace and delete --raw. */
export function* sendRaw(run: Invocation, method: Method): Running<number> {
  const files = run.values('filename');
  const [file] = files;
  if (method !== 'DELETE' || file !== undefined) {
    if (file === undefined || files.length !== 1)
      throw new Failure('--raw can only use a single local file or stdin');
    if (/^https?:\/\//.test(file)) throw new Failure('--raw cannot read from a url');
  }
  if (run.is('recursive')) throw new Failure('--raw and --recursive are mutually exclusive');
  if (run.text('selector') !== '') throw new Failure('--raw and --selector (-l) are mutually exclusive');
  if (run.text('output') !== '') throw new Failure('--raw and --output are mutually exclusive');
  const text = file === undefined ? undefined : yield* textOf(run, file);
  const [read] = text === undefined ? [] : readYaml(text);
  if (read?.kind === 'failed') throw new Failure(read.message);
  answerRaw(run, method, read?.value);
  return 0;
}

function* textOf(run: Invocation, file: string): Running<string> {
  if (file === '-') return yield* readAll(run.process.stdin);
  const text = run.process.files.text(absolute(run.process.directory, file));
  if (text === undefined) throw new Failure(`open ${file}: no such file or directory`);
  return text;
}

/** Sends it to the path of --raw and prints the answer. */
export function answerRaw(run: Invocation, method: Method, body?: unknown): void {
  const uri = run.text('raw');
  if (!uri.startsWith('/'))
    throw new Failure(
      `--raw must be a valid URL path: parse ${JSON.stringify(uri)}: invalid URI for request`,
    );
  const [path = '', query = ''] = uri.split('?');
  const answer = run.request({
    method,
    path,
    query: pairsOf(query),
    managedFields: true,
    ...(body === undefined ? {} : { body }),
  });
  if (typeof answer === 'string') run.print(answer);
  else if (path === '/version') run.print(goJson(answer, 2));
  else run.print(`${goJson(wireForm(answer))}\n`);
}

function pairsOf(query: string): Record<string, string> {
  return Object.fromEntries(
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [key = '', value = ''] = pair.split('=');
        return [decodeURIComponent(key), decodeURIComponent(value)] as const;
      }),
  );
}
