/**
 * kubectl auth can-i and whoami: the server's reviews of who asks (k8s.io/kubectl pkg/cmd/auth).
 *
 * Left out: can-i --list, reconcile.
 */
import type { Resource } from '../../../kubernetes/api/resources.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { objectPrinter } from '../printers/output.ts';
import { TabWriter } from '../printers/tab-writer.ts';
import { findType } from '../resource-names.ts';

const resourceVerbs =
  '* get list watch create update patch delete deletecollection use bind impersonate escalate approve sign attest'.split(
    ' ',
  );
const pathVerbs = 'get put post head options delete patch'.split(' ');

/** What roles name though no server lists it. */
const notListed = ['users', 'groups'];

interface AccessReview extends KubeObject {
  readonly status?: {
    readonly allowed?: boolean;
    readonly reason?: string;
    readonly evaluationError?: string;
  };
}

export function* canI(run: Invocation): Running<number> {
  if (run.is('list')) {
    if (run.words.length > 0) throw new Failure('list option must be specified with no arguments');
    throw new Failure('not simulated: kubectl auth can-i --list');
  }
  const [verb = '', what = '', more] = run.words;
  if (run.words.length < 2 || more !== undefined)
    throw new Failure(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const spec = what.startsWith('/') ? pathReview(run, verb, what) : resourceReview(run, verb, what);
  if (run.is('no-headers')) throw new Failure('--no-headers cannot be set without --list specified');
  const { status = {} } = run.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', metadata: {}, spec },
  }) as AccessReview;
  const { allowed = false, reason = '', evaluationError = '' } = status;
  const why = [reason, evaluationError].filter(Boolean).map((text) => ` - ${text}`);
  if (!run.is('quiet')) run.print(allowed ? 'yes\n' : `no${why.join('')}\n`);
  return allowed ? 0 : 1;
}

function pathReview(run: Invocation, verb: string, path: string): object {
  if (run.text('subresource') !== '') throw new Failure('--subresource can not be used with NonResourceURL');
  if (!pathVerbs.includes(verb)) run.warn(`verb '${verb}' is not a known verb\n`);
  return { nonResourceAttributes: { verb, path } };
}

function resourceReview(run: Invocation, verb: string, what: string): object {
  const slash = what.indexOf('/');
  const type = slash < 0 ? what : what.slice(0, slash);
  const found = type === '*' ? undefined : resourceNamed(run, type);
  if (found?.namespaced === false && !run.allNamespaces)
    run.warn(
      `resource '${found.name}' is not namespace scoped${found.group === '' ? '' : ` in group '${found.group}'`}\n`,
    );
  if (!run.allNamespaces && !resourceVerbs.includes(verb)) run.warn(`verb '${verb}' is not a known verb\n`);
  const subresource = run.text('subresource');
  return {
    resourceAttributes: {
      ...(run.allNamespaces ? {} : { namespace: run.namespace }),
      verb,
      ...(found === undefined || found.group === '' ? {} : { group: found.group }),
      resource: found?.name ?? type,
      ...(subresource === '' ? {} : { subresource }),
      ...(slash < 0 ? {} : { name: what.slice(slash + 1) }),
    },
  };
}

function resourceNamed(run: Invocation, type: string): Resource | undefined {
  try {
    return findType(type, run.resources);
  } catch {
    const [name = '', ...group] = type.toLowerCase().split('.');
    if (!notListed.includes(name))
      run.warn(
        `the server doesn't have a resource type '${name}'${group.length === 0 ? '' : ` in group '${group.join('.')}'`}\n`,
      );
    return undefined;
  }
}

interface SelfSubjectReview extends KubeObject {
  readonly status: {
    readonly userInfo: {
      readonly username?: string;
      readonly uid?: string;
      readonly groups?: readonly string[];
      readonly extra?: Readonly<Record<string, readonly string[]>>;
    };
  };
}

export function* whoAmI(run: Invocation): Running<number> {
  const printer = objectPrinter(run, 'typed');
  const review = run.request({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} },
  }) as SelfSubjectReview;
  if (printer !== undefined) {
    run.print(printer.print(review));
    return 0;
  }
  const { username = '', uid = '', groups = [], extra = {} } = review.status.userInfo;
  const rows = [
    ['ATTRIBUTE', 'VALUE'],
    ...(username === '' ? [] : [['Username', username]]),
    ...(uid === '' ? [] : [['UID', uid]]),
    ...(groups.length === 0 ? [] : [['Groups', `[${groups.join(' ')}]`]]),
    ...Object.keys(extra)
      .sort()
      .map((key) => [`Extra: ${key}`, `[${(extra[key] ?? []).join(' ')}]`]),
  ];
  run.print(new TabWriter().format(rows));
  return 0;
}
