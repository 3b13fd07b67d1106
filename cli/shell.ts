/**
 * `npm run -s shell -- …`: the same world without a browser.
 *
 * With `-c` each command runs at the place in one world, in order; what is printed is what a terminal would show, the
 * exit status is the last command's. Without `-c` a prompt. With `--replay` recordings are replayed (replay.ts).
 */
import { parseArguments, UsageError } from './arguments.ts';
import { standAt } from './place.ts';
import { replayRecordings } from './replay.ts';
import { TerminalSession } from './terminal.ts';

const usage = `usage: npm run -s shell -- [--scenario NAME|FILE] [--on PLACE] [-c 'COMMAND']…
       npm run -s shell -- [--check] [-q] [--all] [--holdout DIR] --replay FILE.jsonl [--replay FILE.jsonl …]
  --scenario NAME  the world: reference (default), lab/vxlan, lab/hostgw, lab/calico-vxlan, lab/calico-bgp,
                   lab/calico-ipip, a chapter's or an exercise's (services, services/no-endpoints), or a YAML file
  --on PLACE       where to stand: workstation (default), node/k8s-w1, pod/default/client, laptop, …
  -c COMMAND       run it with bash; several run one after the other. Without it: a prompt
  --replay FILE    replay a recording and print it with our outputs
  --check          with --replay: compare, print each difference, then 'N passed, N failed'
  -q               with --check: only the closing line
  --all            with --check: also the differences of records marked flaky
  --holdout DIR    with --replay: also the held-back records in DIR/<same name>
`;

// `| head` closes the pipe early: nothing to complain about.
process.stdout.on('error', () => process.exit());

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    const { options, rest } = parseArguments(words, {
      '--scenario': 'value',
      '--on': 'value',
      '-c': 'values',
      '--replay': 'values',
      '--check': 'flag',
      '-q': 'flag',
      '--all': 'flag',
      '--holdout': 'value',
      '--help': 'flag',
      '-h': 'flag',
    });
    if (options['--help'] || options['-h']) {
      process.stdout.write(usage);
      return 0;
    }
    const [unexpected] = rest;
    const files = options['--replay'];
    if (files.length > 0) {
      if (options['-c'].length > 0 || options['--scenario'] !== undefined || options['--on'] !== undefined)
        throw new UsageError(
          '--replay goes without -c, --scenario and --on: a recording says itself what runs where',
        );
      // `--replay *.jsonl` leaves all but the first file over.
      return replayRecordings({
        files: [...files, ...rest],
        check: options['--check'],
        quiet: options['-q'],
        all: options['--all'],
        heldBack: options['--holdout'],
      });
    }
    if (unexpected !== undefined) throw new UsageError(`what is "${unexpected}"? A command goes after -c`);
    if (options['--check']) throw new UsageError('--check goes with --replay');
    const standing = standAt(options['--scenario'] ?? 'reference', options['--on']);
    const commands = options['-c'];
    if (commands.length === 0) return await new TerminalSession(standing, 'interactive').interact();
    const session = new TerminalSession(standing, 'command');
    let status = 0;
    for (const command of commands) status = await session.run(command);
    return status;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`shell: ${error.message}\nTry 'npm run -s shell -- --help'.\n`);
    return 2;
  }
}
