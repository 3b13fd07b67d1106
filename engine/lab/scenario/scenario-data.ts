/**
 * A scenario as data: what its file says, checked. Plain JSON: a page carries it, so that figures need no YAML.
 */
import type { JsonObject } from '../../kubernetes/objects/meta.ts';

export interface ScenarioFile {
  readonly name: string;
  readonly title: string;
  readonly backend: 'vxlan' | 'host-gw';
  readonly proxy: 'iptables';
  /** The manifests, in order, as `kubectl apply` would read them. */
  readonly manifests: readonly JsonObject[];
  /** Typed once the manifests are applied, before anybody looks: faults that no manifest can say. */
  readonly setup: readonly SetupLine[];
}

export interface SetupLine {
  /** A place, as `node/k8s-w1`. */
  readonly on: string;
  readonly line: string;
}

export type ParsedScenario =
  { readonly ok: true; readonly scenario: ScenarioFile } | { readonly ok: false; readonly error: string };

/**
 * @param documents of the file: the first of kind `Scenario`, the others manifests
 * @param file named in errors
 */
export function checkScenario(documents: readonly unknown[], file: string): ParsedScenario {
  const [header, ...rest] = documents;
  if (!isRecord(header) || header['kind'] !== 'Scenario')
    return wrong(
      file,
      `the first document must be of kind Scenario, not ${isRecord(header) ? String(header['kind']) : 'something else'}`,
    );
  const metadata = isRecord(header['metadata']) ? header['metadata'] : {};
  const spec = isRecord(header['spec']) ? header['spec'] : {};
  const name = metadata['name'];
  if (typeof name !== 'string' || !/^[a-z0-9]([-a-z0-9/]*[a-z0-9])?$/.test(name))
    return wrong(file, 'metadata.name must be lower-case letters, digits and dashes');
  const network = spec['network'] ?? 'flannel';
  if (network !== 'flannel')
    return wrong(file, `not simulated: spec.network ${JSON.stringify(network)}; use flannel`);
  const backend = spec['backend'] ?? 'vxlan';
  if (backend !== 'vxlan' && backend !== 'host-gw')
    return wrong(file, `spec.backend must be vxlan or host-gw, not ${JSON.stringify(backend)}`);
  const proxy = spec['proxy'] ?? 'iptables';
  if (proxy !== 'iptables')
    return wrong(file, `not simulated: spec.proxy ${JSON.stringify(proxy)}; use iptables`);
  const unknown = Object.keys(spec).find(
    (key) => !['title', 'network', 'backend', 'proxy', 'setup'].includes(key),
  );
  if (unknown !== undefined)
    return wrong(file, `unknown field spec.${unknown}; known are title, network, backend, proxy and setup`);
  const setup = setupOf(spec['setup'] ?? []);
  if (setup === undefined)
    return wrong(
      file,
      'spec.setup must be a list of entries with `on` (a place) and `line` (a command), both text',
    );
  const title = spec['title'];
  return {
    ok: true,
    scenario: {
      name,
      title: typeof title === 'string' ? title : name,
      backend,
      proxy,
      manifests: rest.filter(isRecord) as readonly JsonObject[],
      setup,
    },
  };
}

function setupOf(value: unknown): readonly SetupLine[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const lines: SetupLine[] = [];
  for (const entry of value) {
    if (!isRecord(entry)) return undefined;
    const { on, line } = entry;
    if (typeof on !== 'string' || typeof line !== 'string') return undefined;
    lines.push({ on, line });
  }
  return lines;
}

export function wrong(file: string, what: string): ParsedScenario {
  return { ok: false, error: `${file}: ${what}` };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
