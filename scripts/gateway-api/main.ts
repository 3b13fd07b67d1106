/**
 * `node scripts/gateway-api/main.ts FOLDER` writes `engine/lab/replay/cluster/gateway-api-definitions.ts` from the manifests of the Gateway
 * API's standard channel (`config/crd/standard` of the Go module sigs.k8s.io/gateway-api v1.4.1).
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, strToU8 } from 'fflate';
import { parse } from 'yaml';

const target = join(import.meta.dirname, '../../engine/lab/replay/cluster/gateway-api-definitions.ts');
const head = `/**
 * The definitions of Gateway API 1.4.1, standard channel (sigs.k8s.io/gateway-api config/crd/standard, Apache-2.0, The
 * Kubernetes Authors), one a line as JSON; written by scripts/gateway-api. Deflated, in base64.
 */
export const gatewayApiLines =
  '`;

const [folder = '.'] = process.argv.slice(2);
const lines = globSync('*.yaml', { cwd: folder })
  .sort()
  .map((file) => {
    const { status: _status, ...definition } = parse(readFileSync(join(folder, file), 'utf8')) as {
      readonly status?: unknown;
    };
    return JSON.stringify(definition);
  });
const packed = Buffer.from(deflateSync(strToU8(lines.join('\n')), { level: 9 })).toString('base64');
writeFileSync(target, `${head}${packed}';\n`);
