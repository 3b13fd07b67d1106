/**
 * kubectl create secret generic, docker-registry and tls (k8s.io/kubectl pkg/cmd/create create_secret*.go).
 *
 * Of a TLS pair, only whether both files hold PEM blocks of the right kind is looked at.
 */
import { toBase64 } from '../../../../net/base64/base64.ts';
import { utf8 } from '../../../../net/wire/utf8.ts';
import { isConfigMapKey } from '../../../../kubernetes/validation/names.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { absolute } from '../../manifests.ts';
import { contents, fromFile, hashedName } from './contents.ts';
import { generate, named, oneName } from './generate.ts';

/** A secret's data while it is put together. */
class SecretData {
  readonly #data: Record<string, string> = {};

  put(key: string, text: string): void {
    const faults = isConfigMapKey(key);
    if (faults.length > 0)
      throw new Failure(`${JSON.stringify(key)} is not valid key name for a Secret ${faults.join(';')}`);
    if (this.#data[key] !== undefined)
      throw new Failure(`cannot add key ${key}, another key by that name already exists`);
    this.#data[key] = toBase64(utf8(text));
  }

  send(run: Invocation, name: string, type: string): number {
    const data = this.#data;
    const finalName = run.is('append-hash') ? hashedName({ kind: 'Secret', type, name, data }) : name;
    const object = {
      ...named('v1', 'Secret', finalName),
      ...(Object.keys(data).length === 0 ? {} : { data }),
      ...(type === '' ? {} : { type }),
    };
    return generate(run, { name: 'secrets' }, object, 'secret');
  }
}

export function* createGenericSecret(run: Invocation): Running<number> {
  const name = oneName(run, 'secret generic');
  const data = new SecretData();
  contents(run, 'secret', (key, text) => {
    data.put(key, text);
  });
  return data.send(run, name, run.text('type'));
}

export function* createRegistrySecret(run: Invocation): Running<number> {
  const name = oneName(run, 'secret docker-registry');
  const [username, password] = [run.text('docker-username'), run.text('docker-password')];
  const server = run.text('docker-server', 'https://index.docker.io/v1/');
  const email = run.text('docker-email');
  const data = new SecretData();
  const files = run.values('from-file');
  if (files.length === 0 && (username === '' || password === '' || server === ''))
    throw new Failure(
      'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
    );
  for (const file of files)
    fromFile(run, file, (key, text) => {
      data.put(key, text);
    });
  if (files.length === 0) {
    const entry = {
      username,
      password,
      ...(email === '' ? {} : { email }),
      auth: toBase64(utf8(`${username}:${password}`)),
    };
    data.put('.dockerconfigjson', JSON.stringify({ auths: { [server]: entry } }));
  }
  return data.send(run, name, 'kubernetes.io/dockerconfigjson');
}

export function* createTlsSecret(run: Invocation): Running<number> {
  const name = oneName(run, 'secret tls');
  const [cert, key] = [run.text('cert'), run.text('key')];
  if (cert === '' || key === '') throw new Failure('key and cert must be specified');
  const read = (file: string): string => {
    const text = run.process.files.text(absolute(run.process.directory, file));
    if (text === undefined)
      throw new Failure(`Cannot read file ${file}, open ${file}: no such file or directory`);
    return text;
  };
  const [certificate, privateKey] = [read(cert), read(key)];
  if (!certificate.includes('-----BEGIN '))
    throw new Failure('tls: failed to find any PEM data in certificate input');
  if (!certificate.includes('-----BEGIN CERTIFICATE-----'))
    throw new Failure(
      'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: []',
    );
  if (!privateKey.includes('-----BEGIN ')) throw new Failure('tls: failed to find any PEM data in key input');
  const data = new SecretData();
  data.put('tls.crt', certificate);
  data.put('tls.key', privateKey);
  return data.send(run, name, 'kubernetes.io/tls');
}
