/**
 * The command line of `kubectl debug`, read and checked (k8s.io/kubectl pkg/cmd/debug Complete, Validate).
 */
import { isObject } from '../../../../kubernetes/patch/merge.ts';
import type { JsonObject } from '../../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { absolute } from '../../manifests.ts';
import { readYaml } from '../../yaml-reader.ts';
import { isImageReference } from '../image-reference.ts';
import { isProfile } from './profiles.ts';

export interface DebugOptions {
  readonly targets: readonly string[];
  readonly command: readonly string[];
  readonly image: string;
  readonly container: string;
  readonly copyTo: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly setImages: ReadonlyMap<string, string>;
  readonly pullPolicy: string;
  readonly profile: string;
  /** Of --custom. */
  readonly custom: JsonObject | undefined;
  readonly attach: boolean;
}

/** @throws Failure in the real one's words and order */
export function* debugOptions(run: Invocation): Running<DebugOptions> {
  const env = pairs(run, 'env');
  const setImages = pairs(run, 'set-image');
  const { dash } = run.line;
  const profile = run.text('profile', 'general');
  if (!isProfile(profile)) throw new Failure(`unknown profile: ${profile}`);
  const options: DebugOptions = {
    targets: dash === undefined ? run.words : run.words.slice(0, dash),
    command: dash === undefined ? [] : run.words.slice(dash),
    image: run.text('image'),
    container: run.text('container'),
    copyTo: run.text('copy-to'),
    env: [...env].map(([name, value]) => ({ name, value })),
    setImages,
    pullPolicy: run.text('image-pull-policy'),
    profile,
    custom: customProfile(run),
    attach: run.is('attach', run.is('stdin')),
  };
  validate(run, options);
  return options;
}

/** pflag's StringToString. */
function pairs(run: Invocation, flag: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const value of run.values(flag))
    for (const pair of value.split(',')) {
      const equals = pair.indexOf('=');
      if (equals < 0)
        throw new Failure(
          `invalid argument ${JSON.stringify(value)} for "--${flag}" flag: ${pair} must be formatted as key=value\nSee 'kubectl debug --help' for usage.`,
        );
      found.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  return found;
}

function customProfile(run: Invocation): JsonObject | undefined {
  const file = run.text('custom');
  if (file === '') return undefined;
  const text = run.process.files.text(absolute(run.process.directory, file));
  if (text === undefined)
    throw new Failure(
      `must pass a container spec json file for custom profile: open ${file}: no such file or directory`,
    );
  const [read] = readYaml(text);
  if (read?.kind === 'failed')
    throw new Failure(`${file} does not contain a valid container spec: ${read.message}`);
  return isObject(read?.value) ? read.value : {};
}

const fixed = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'];

function validate(run: Invocation, options: DebugOptions): void {
  const { image, container, copyTo, setImages, command, custom, targets, pullPolicy } = options;
  if (run.is('attach') && image === '' && container === '')
    throw new Failure(
      'you must specify --container or create a new container using --image in order to attach.',
    );
  if (copyTo !== '') {
    if (image === '' && setImages.size === 0 && command.length === 0)
      throw new Failure('you must specify --image, --set-image or command arguments.');
    if (command.length > 0 && container === '' && image === '')
      throw new Failure('you must specify an existing container or a new image when specifying args.');
  } else {
    for (const flag of ['replace', 'same-node'])
      if (run.is(flag)) throw new Failure(`--${flag} may only be used with --copy-to.`);
    if (setImages.size > 0) throw new Failure('--set-image may only be used with --copy-to.');
    if (image === '') throw new Failure('you must specify --image when not using --copy-to.');
  }
  const quoted = JSON.stringify;
  if (image !== '' && !isImageReference(image))
    throw new Failure(`invalid image name ${quoted(image)}: invalid reference format`);
  if (targets.length === 0 && !run.has('filename'))
    throw new Failure('NAME or filename is required for debug');
  if (!['Always', 'IfNotPresent', 'Never', ''].includes(pullPolicy))
    throw new Failure(`invalid image pull policy: ${pullPolicy}`);
  for (const [name, text] of setImages)
    if (!isImageReference(text))
      throw new Failure(
        `invalid image name ${quoted(text)} for container ${quoted(name)}: invalid reference format`,
      );
  const target = run.text('target');
  if (target !== '') {
    if (copyTo !== '')
      throw new Failure('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!run.is('quiet'))
      run.print(
        `Targeting container ${quoted(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
  }
  if (run.is('tty') && !run.is('stdin'))
    throw new Failure('-i/--stdin is required for containers with -t/--tty=true');
  if (custom !== undefined && fixed.some((field) => custom[field] !== undefined))
    throw new Failure(
      'name, command, image, lifecycle and volume devices are not modifiable via custom profile',
    );
  if (options.profile === 'legacy')
    run.complain(
      '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n',
    );
}
