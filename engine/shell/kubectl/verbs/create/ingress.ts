/**
 * kubectl create ingress: rules `host/path=service:port[,tls[=secret]]` (k8s.io/kubectl pkg/cmd/create
 * create_ingress.go).
 */
import type { JsonObject } from '../../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { generate, named, oneName } from './generate.ts';

const rulePattern = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+/;

export function* createIngress(run: Invocation): Running<number> {
  const name = oneName(run, 'ingress');
  const rules = run.values('rule');
  const backend = run.text('default-backend');
  if (backend === '' && rules.length === 0)
    throw new Failure(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  for (const rule of rules)
    if (!rulePattern.test(rule))
      throw new Failure(
        `rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
      );
  const annotations = run.values('annotation').map((text) => {
    const equals = text.indexOf('=');
    if (equals < 0) throw new Failure(`annotation ${text} is invalid and should be in format key=[value]`);
    return [text.slice(0, equals), text.slice(equals + 1)] as const;
  });
  if (backend !== '' && backend.split(':').length !== 2)
    throw new Failure('default-backend should be in format servicename:serviceport');
  const className = run.text('class');
  const tls = tlsOf(rules);
  const object: JsonObject = {
    ...named('networking.k8s.io/v1', 'Ingress', name),
    metadata: { name, ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }) },
    spec: {
      ...(className === '' ? {} : { ingressClassName: className }),
      ...(backend === '' ? {} : { defaultBackend: backendOf(backend) }),
      ...(tls.length === 0 ? {} : { tls }),
      ...(rules.length === 0 ? {} : { rules: rulesOf(rules) }),
    },
    status: { loadBalancer: {} },
  };
  return generate(run, { name: 'ingresses', group: 'networking.k8s.io' }, object, 'ingress:');
}

type Tls = {
  hosts?: string[];
  secretName?: string;
};

function tlsOf(rules: readonly string[]): readonly Tls[] {
  const all: Tls[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const parts = rule.split(',');
    if (parts.length !== 2) continue;
    const host = rule.split('/')[0] ?? '';
    const secret = (parts[1] ?? '').split('=')[1] ?? '';
    if (seen.has(host)) continue;
    seen.add(host);
    const same = all.find(({ secretName = '' }) => secretName === secret);
    if (same !== undefined) {
      (same.hosts ??= []).push(host);
      continue;
    }
    if (host !== '' || secret !== '')
      all.push({
        ...(host === '' ? {} : { hosts: [host] }),
        ...(secret === '' ? {} : { secretName: secret }),
      });
  }
  return all;
}

type Rule = {
  readonly host?: string;
  readonly http: { readonly paths: JsonObject[] };
};

function rulesOf(rules: readonly string[]): readonly Rule[] {
  const all: Rule[] = [];
  for (const rule of rules) {
    const text = rule.split(',')[0] ?? '';
    const slash = text.indexOf('/');
    const host = text.slice(0, slash);
    const path = pathOf(text.slice(slash + 1));
    const same = all.find((one) => (one.host ?? '') === host);
    if (same === undefined) all.push({ ...(host === '' ? {} : { host }), http: { paths: [path] } });
    else same.http.paths.push(path);
  }
  return all;
}

function pathOf(text: string): JsonObject {
  const [before = '', service = ''] = text.split('=');
  const path = `/${before}`;
  return {
    path: path.endsWith('*') ? path.slice(0, -1) : path,
    pathType: path.endsWith('*') ? 'Prefix' : 'Exact',
    backend: backendOf(service),
  };
}

function backendOf(text: string): JsonObject {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^[+-]?[0-9]+$/.test(port) ? { number: Number(port) } : { name: port } } };
}
