/**
 * Mutants in batches, each in a world of its own that remembers what the batch did to it before: the seed, the kind and the
 * batch are its name, and a mutant's number in it. An exception anywhere, words of an exception, an error without a word,
 * a refused request that changed something: each is a finding.
 */
import { Random } from '../../../engine/clock/random.ts';
import { changingCommands, lookingCommand } from '../kubectl-server/generate.ts';
import { files } from '../kubectl-server/world.ts';
import { chance } from '../fuzz/draw.ts';
import type { Corpus } from './corpus.ts';
import { complaintAbout, complaintAboutAnswer, complaintAboutOutput } from './judge.ts';
import { mutatedLine, mutatedManifest } from './mutate-text.ts';
import { mutatedValue } from './mutate-value.ts';
import { drawRequest } from './requests.ts';
import { WatchedWorld } from './watched-world.ts';

/** `manifest`: a file that kubectl reads; `line`: a command line; `request`: a request at the API's door. */
export const mutantKinds = ['manifest', 'line', 'request'] as const;

export type MutantKind = (typeof mutantKinds)[number];

/** How many mutants one world bears. */
export const batchSize = 100;

export interface Mutant {
  readonly text: string;
  /** What is said against what came of it. */
  readonly complaints: readonly string[];
  readonly refused: boolean;
}

export interface Batch {
  readonly kind: MutantKind;
  readonly seed: string;
  readonly number: number;
}

export class Mutants {
  readonly #corpus: Corpus;

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
  }

  /** @param begun told of each mutant before it is tried */
  *batch({ kind, seed, number }: Batch, begun: (text: string) => void = () => undefined): Generator<Mutant> {
    const random = new Random(`mutants ${seed} ${kind} ${String(number)}`);
    let world = new WatchedWorld();
    for (let turn = 0; turn < batchSize; turn++) {
      const mutant = this.#drawn[kind](random, world);
      begun(mutant.text);
      try {
        const { complaints, refused } = mutant.try();
        world.pass(chance(random, 0.2) ? 3 : 0.1);
        yield { text: mutant.text, complaints: [...complaints, ...world.complaints()], refused };
      } catch (error) {
        const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
        yield { text: mutant.text, complaints: [`throws ${told}`], refused: false };
        world = new WatchedWorld();
      }
    }
  }

  readonly #drawn: Readonly<Record<MutantKind, (random: Random, world: WatchedWorld) => Attempt>> = {
    manifest: (random, world) => this.#manifest(random, world),
    line: (random, world) => this.#line(random, world),
    request: (random, world) => this.#request(random, world),
  };

  #manifest(random: Random, world: WatchedWorld): Attempt {
    const { texts, objects } = this.#corpus;
    const text = chance(random, 0.5)
      ? mutatedManifest(random, random.pick(texts), texts)
      : JSON.stringify(mutatedValue(random, random.pick(objects), objects), undefined, 1);
    const line = random.pick(fileCommands);
    return {
      text: `$ ${line}\n${text}`,
      try: () => {
        world.write('mutant.yaml', text);
        const output = world.run(line);
        const looked =
          output.exit === 0 && !line.includes('dry-run') && !line.includes('delete')
            ? lookers.map((looker) => ({ looker, seen: world.run(looker) }))
            : [];
        return {
          complaints: [
            complaintAboutOutput(output, line, text),
            ...looked.map(({ looker, seen }) => {
              const complaint = complaintAbout(`${seen.stderr}${seen.stdout}`, text);
              return complaint === undefined ? undefined : `${looker} ${complaint}`;
            }),
          ].filter((each) => each !== undefined),
          refused: output.exit !== 0,
        };
      },
    };
  }

  #line(random: Random, world: WatchedWorld): Attempt {
    const { lines } = this.#corpus;
    const given = random.pick([
      lookingCommand(random),
      ...changingCommands(random, 1),
      ...(lines.length > 0 ? [random.pick(lines), random.pick(lines)] : []),
    ]);
    const line = mutatedLine(random, given, [
      ...lines,
      given,
      `kubectl get -f ${random.pick(Object.keys(files))}`,
    ]);
    return {
      text: `$ ${line}`,
      try: () => {
        const output = world.run(line);
        const complaint = complaintAboutOutput(output, line, line);
        return { complaints: complaint === undefined ? [] : [complaint], refused: output.exit !== 0 };
      },
    };
  }

  #request(random: Random, world: WatchedWorld): Attempt {
    const request = drawRequest(random, this.#corpus.objects, world.objects());
    const text = JSON.stringify(request);
    return {
      text: text.length > 4000 ? `${text.slice(0, 4000)}…` : text,
      try: () => {
        const answer = world.ask(request);
        if (answer.kind === 'watch') answer.stop();
        const complaint = complaintAboutAnswer(answer, text);
        return {
          complaints: complaint === undefined ? [] : [complaint],
          refused: answer.kind === 'response' && answer.status >= 400,
        };
      },
    };
  }
}

interface Attempt {
  readonly text: string;
  readonly try: () => { readonly complaints: readonly string[]; readonly refused: boolean };
}

const fileCommands = [
  'kubectl apply -f mutant.yaml',
  'kubectl apply -f mutant.yaml',
  'kubectl apply -f mutant.yaml',
  'kubectl create -f mutant.yaml',
  'kubectl create -f mutant.yaml --validate=false',
  'kubectl create -f mutant.yaml --validate=warn',
  'kubectl apply --server-side -f mutant.yaml',
  'kubectl apply --server-side --force-conflicts -f mutant.yaml',
  'kubectl apply -f mutant.yaml --dry-run=server -o yaml',
  'kubectl apply -f mutant.yaml --dry-run=client -o json',
  'kubectl replace -f mutant.yaml',
  'kubectl replace --force -f mutant.yaml',
  'kubectl diff -f mutant.yaml',
  'kubectl get -f mutant.yaml',
  'kubectl describe -f mutant.yaml',
  'kubectl delete -f mutant.yaml --wait=false',
  'kubectl label -f mutant.yaml a=b --local -o yaml',
  'kubectl set image -f mutant.yaml *=nginx --local -o yaml',
  'kubectl patch -f mutant.yaml -p {"metadata":{"labels":{"a":"b"}}}',
  'kubectl patch configmap settings --patch-file mutant.yaml',
  'kubectl patch deployment web --type=json --patch-file mutant.yaml',
  'kubectl create configmap c --from-file=mutant.yaml --dry-run=client -o yaml',
  'kubectl create secret generic c --from-env-file=mutant.yaml --dry-run=client -o yaml',
  'kubectl scale -f mutant.yaml --replicas=2',
  'kubectl wait --for=condition=Ready -f mutant.yaml --timeout=1s',
  'kubectl expose -f mutant.yaml --port=80 --dry-run=client -o yaml',
  'kubectl get pods --kubeconfig mutant.yaml',
  'kubectl config view --kubeconfig mutant.yaml',
  'kubectl apply -k .',
];

const lookers = ['kubectl get -f mutant.yaml -o wide', 'kubectl describe -f mutant.yaml'];
