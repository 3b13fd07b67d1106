/**
 * An HTTP request as the API's door takes it: the path, the query, the body decoded by its media type.
 */
import type { IncomingMessage } from 'node:http';
import type { ApiRequest, Method, User } from '../../engine/kubernetes/api/request.ts';
import { administrator, impersonated } from '../../engine/kubernetes/authorization/attributes.ts';
import { decodeProtobuf, protobufType } from './protobuf/decode.ts';
import { readYaml } from '../../engine/shell/kubectl/yaml-reader.ts';

/** What cannot become a request: the server answers with this. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** @throws BadRequest when who asks does not know the token */
export function checkToken({ headers }: IncomingMessage, token: string): void {
  if (headers.authorization !== `Bearer ${token}`) throw new BadRequest(401, 'Unauthorized', 'Unauthorized');
}

const methods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies Method[];

/** kube-apiserver's own limit. */
const longestBody = 3 * 1024 * 1024;

/** @throws BadRequest */
export async function readRequest(message: IncomingMessage): Promise<ApiRequest> {
  const { path, searchParams } = addressOf(message.url ?? '/');
  const { method = 'GET' } = message;
  if (!isMethod(method)) throw new BadRequest(405, 'MethodNotAllowed', `the server does not allow ${method}`);
  const contentType = mediaType(message.headers['content-type']);
  const octets = await readAll(message);
  return {
    method,
    path,
    query: Object.fromEntries(searchParams),
    ...(octets.length === 0 ? {} : { body: decoded(octets, contentType) }),
    ...(contentType === undefined || contentType === protobufType ? {} : { contentType }),
    ...(message.headers.accept === undefined ? {} : { accept: message.headers.accept }),
    ...(message.headers['user-agent'] === undefined ? {} : { agent: message.headers['user-agent'] }),
    managedFields: true,
    client: clientOf(message),
  };
}

/** @throws BadRequest for an address whose percent signs make no characters */
function addressOf(url: string): { readonly path: string; readonly searchParams: URLSearchParams } {
  try {
    // Two slashes at the beginning are no host.
    const { pathname, searchParams } = new URL(`https://localhost${url}`);
    return { path: decodeURIComponent(pathname).replace(/\/$/, '') || '/', searchParams };
  } catch {
    throw new BadRequest(400, 'BadRequest', `the request's address is malformed: ${url}`);
  }
}

/** The administrator, or whom they want to be taken for. */
export function clientOf({ headers, headersDistinct }: IncomingMessage): User {
  const name = headers['impersonate-user'];
  return typeof name === 'string' ? impersonated(name, headersDistinct['impersonate-group']) : administrator;
}

function isMethod(method: string): method is Method {
  return methods.includes(method);
}

/** Without parameters. */
function mediaType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim();
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody)
      throw new BadRequest(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${String(longestBody)}`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decoded(octets: Buffer, contentType = 'application/json'): unknown {
  switch (contentType) {
    case protobufType:
      try {
        return decodeProtobuf(octets);
      } catch (error) {
        throw new BadRequest(400, 'BadRequest', error instanceof Error ? error.message : 'not a message');
      }
    case 'application/cbor':
      throw new BadRequest(
        415,
        'UnsupportedMediaType',
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      );
    case 'application/yaml':
    case 'application/apply-patch+yaml': {
      const [first] = readYaml(octets.toString('utf8'));
      if (first === undefined) return undefined;
      if (first.kind === 'failed')
        throw new BadRequest(400, 'BadRequest', `error decoding YAML: ${first.message}`);
      return first.value;
    }
    default:
      try {
        return JSON.parse(octets.toString('utf8')) as unknown;
      } catch (error) {
        throw new BadRequest(400, 'BadRequest', error instanceof Error ? error.message : 'not JSON');
      }
  }
}
