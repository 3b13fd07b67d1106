/**
 * Replaying a recording of a real cluster on the reference cluster: its files in the working folder, its steps in order,
 * what each command printed kept.
 */
import { second } from '../../../clock/clock.ts';
import { finish } from '../../../clock/work.ts';
import type { Scenario, Stage } from '../../stage/stage.ts';
import { FormatError } from '../../format/fields.ts';
import type { ClusterCommand, ClusterRecording, ClusterStep } from './recording.ts';
import { type ClusterOutput, runCommand } from './run-command.ts';

/** A command's output, in the form of a recording's line. */
export type ClusterLine = Pick<ClusterCommand, 'on' | 'cmd'> & ClusterOutput;

/** Where kubectl runs and the scenario's files lie. */
const folder = '/root/work';

/** Nothing changed for so long, or it never will. */
const quiet = 2 * second;
const longest = 45 * second;

export class ClusterReplay {
  readonly #stage: Stage;
  #lastChange = 0;

  /** @throws Error when the scenario cannot be built */
  constructor(scenario: Scenario, { head }: ClusterRecording) {
    this.#stage = finish(scenario.building());
    const { clock } = this.#stage.environment;
    this.#stage.onChange(() => (this.#lastChange = clock.now));
    this.#moveNameServers(head.coredns);
    const files = this.#stage.stand('workstation')?.files;
    for (const [name, text] of head.files) files?.set(`${folder}/${name}`, text);
  }

  /**
   * @returns what a command printed; undefined for other steps
   * @throws FormatError for what cannot be done here
   */
  step(step: ClusterStep): ClusterLine | undefined {
    if ('cmd' in step) return this.#run(step);
    const { clock } = this.#stage.environment;
    switch (step.do) {
      case 'settle':
        this.#settle();
        return undefined;
      case 'wait':
        clock.runUntil(clock.now + step.s * second);
        return undefined;
      case 'mode':
        this.#setProxyMode(step.mode);
        return undefined;
    }
  }

  #run({ on, cmd }: ClusterCommand): ClusterLine {
    const standing = this.#stage.stand(on);
    if (standing === undefined) return { on, cmd, exit: 126, stdout: '', stderr: `no such place: ${on}\n` };
    const isWorkstation = on === 'workstation';
    const output = runCommand(this.#stage.environment.clock, standing, {
      shell: isWorkstation ? 'bash' : 'sh',
      line: cmd,
      directory: isWorkstation ? folder : on.startsWith('pod/') ? standing.directory : '/root',
    });
    return { on, cmd, ...output };
  }

  #settle(): void {
    const { clock } = this.#stage.environment;
    const end = clock.now + longest;
    this.#lastChange = clock.now;
    do {
      while (clock.now < end && clock.now - this.#lastChange < quiet)
        clock.runUntil(Math.min(end, this.#lastChange + quiet));
      this.#lastChange = clock.now;
    } while (clock.now < end && this.#isDeleting());
  }

  /** As a person would: kube-proxy's ConfigMap, then a restart. */
  #setProxyMode(mode: string): void {
    const lines = [
      `kubectl -n kube-system get configmap kube-proxy -o yaml | sed 's/mode: "[a-z]*"/mode: "${mode}"/' | kubectl replace -f -`,
      'kubectl -n kube-system delete pod -l k8s-app=kube-proxy',
    ];
    for (const cmd of lines) {
      const { exit, stderr } = this.#run({ on: 'workstation', cmd });
      if (exit !== 0) throw new FormatError(`kube-proxy's mode cannot be changed: ${stderr}`);
    }
    this.#settle();
  }

  #isDeleting(): boolean {
    const cmd = "kubectl get pods -A -o jsonpath='{.items[*].metadata.deletionTimestamp}'";
    return this.#run({ on: 'workstation', cmd }).stdout !== '';
  }

  /** Some scenarios were recorded after CoreDNS had been scaled away and back: it stood on other nodes. */
  #moveNameServers(wanted: readonly string[]): void {
    if (!wanted.some((address) => !['10.8.0', '10.8.1'].includes(address.slice(0, address.lastIndexOf('.')))))
      return;
    const lines = [
      'kubectl cordon k8s-w1',
      'kubectl delete pod -n kube-system -l k8s-app=kube-dns --field-selector spec.nodeName=k8s-w1',
    ];
    for (const cmd of lines) this.#run({ on: 'workstation', cmd });
    this.#settle();
    this.#run({ on: 'workstation', cmd: 'kubectl uncordon k8s-w1' });
    this.#settle();
    // The next address is the lowest free one, as when each scenario began.
    for (const node of ['k8s-w1', 'k8s-w2'])
      this.#run({ on: `node/${node}`, cmd: 'rm -f /var/lib/cni/networks/cbr0/last_reserved_ip.0' });
  }
}
