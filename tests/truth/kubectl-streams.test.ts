/**
 * The real kubectl's streams in a served world: commands and their exit codes, standard input, attached containers, a
 * port of the reader's machine that leads into a simulated pod.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealPace } from '../../cli/api/pace.ts';
import { serveApi, type ServedApi } from '../../cli/api/serve.ts';
import { scenarioNamed } from '../../cli/scenario.ts';
import { finish } from '../../engine/clock/work.ts';
import { realKubectlFolder } from './real-kubectl.ts';

const programs = realKubectlFolder();

const pods = `
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: main, image: nicolaka/netshoot, command: [sleep, "86400"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: nginx, image: "nginx:1.27"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: echo}
spec:
  containers:
  - {name: main, image: "busybox:1.36", stdin: true, command: [sh, -c, "while read x; do echo got $x; done"]}
`;

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(programs === undefined)('the real kubectl and streams', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubectl-streams-'));
  const program = join(programs ?? '', 'kubectl');
  const env = { HOME: folder, KUBECONFIG: join(folder, 'config') };
  let served: ServedApi;

  /** @param input standard input; undefined: none */
  const kubectl = (line: string, input?: string, more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const options = { env: { ...env, ...more }, timeout: 8000 };
      const child = execFile(program, line.split(' '), options, (_error, stdout, stderr) => {
        resolve({ exit: child.exitCode ?? -1, stdout, stderr });
      });
      child.stdin?.end(input);
    });

  /** What a port of this machine answers while kubectl forwards it. @param until kubectl has said this, too */
  const forwarding = async (
    target: string,
    more: Readonly<Record<string, string>>,
    until: RegExp,
  ): Promise<{ readonly body: string; readonly said: string }> => {
    const child = spawn(program, ['port-forward', ...target.split(' ')], { env: { ...env, ...more } });
    let said = '';
    const heard = (pattern: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (pattern.test(said)) resolve();
        };
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (piece: Buffer) => {
            said += piece.toString();
            look();
          });
        child.once('exit', () => {
          resolve();
        });
        look();
      });
    await heard(/from 127\.0\.0\.1:(\d+)/);
    const port = /from 127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? '';
    const body = await new Promise<string>((resolve) => {
      get({ host: '127.0.0.1', port, path: '/' }, (answer) => {
        let text = '';
        answer.on('data', (piece: Buffer) => (text += piece.toString()));
        answer.on('end', () => {
          resolve(text);
        });
      }).on('error', (error) => {
        resolve(error.message);
      });
    });
    await heard(until);
    child.kill('SIGKILL');
    return { body, said };
  };

  beforeAll(async () => {
    const stage = finish(scenarioNamed('reference').building());
    served = await serveApi(stage, { port: 0, pace: new RealPace(stage.environment.clock, 10) });
    writeFileSync(env.KUBECONFIG, served.kubeconfig);
    writeFileSync(join(folder, 'pods.yaml'), pods);
    await kubectl(`apply -f ${folder}/pods.yaml`);
    await kubectl('wait --for=condition=Ready pod --all');
  }, 20_000);

  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true });
  });

  const overSpdy = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' };

  it.each([
    ['WebSockets', {}],
    ['SPDY', overSpdy],
  ])('runs commands in containers over %s', async (_name, more) => {
    expect(await kubectl('exec client -- hostname', '', more)).toEqual({
      exit: 0,
      stdout: 'client\n',
      stderr: '',
    });
    expect(await kubectl('exec client -- sh -c exit${IFS}3', '', more)).toMatchObject({
      exit: 3,
      stderr: 'command terminated with exit code 3\n',
    });
    const text = 'Grüße\n'.repeat(20_000);
    expect((await kubectl('exec -i client -- cat', text, more)).stdout).toBe(text);
  });

  it('says what cannot be run', async () => {
    const { exit, stderr } = await kubectl('exec client -- nosuch');
    expect(exit).toBe(1);
    expect(stderr.replace(/[0-9a-f]{64}/, 'ID')).toBe(
      'error: Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "ID": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH\n',
    );
    expect((await kubectl('exec nosuch -- true')).stderr).toBe(
      'Error from server (NotFound): pods "nosuch" not found\n',
    );
  });

  it('copies files both ways, whatever octets are in them', async () => {
    const octets = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) % 256);
    const [source, back] = [join(folder, 'octets'), join(folder, 'back')];
    writeFileSync(source, octets);
    expect(await kubectl(`cp ${source} client:/tmp/`)).toEqual({ exit: 0, stdout: '', stderr: '' });
    expect((await kubectl(`cp client:/tmp/octets ${back}`)).exit).toBe(0);
    expect([...readFileSync(back)]).toEqual([...octets]);
  });

  it('attaches to a container that reads', async () => {
    const child = spawn(program, ['attach', '-i', '-q', 'echo'], { env });
    const first = new Promise<string>((resolve) => {
      child.stdout.once('data', (piece: Buffer) => {
        resolve(piece.toString());
      });
    });
    child.stdin.write('one\n');
    expect(await first).toBe('got one\n');
    child.kill('SIGKILL');
    expect((await kubectl('logs echo')).stdout).toBe('got one\n');
  });

  it.each([
    ['WebSockets', {}],
    ['SPDY', overSpdy],
  ])('forwards a port into a pod over %s', async (_name, more) => {
    const { body, said } = await forwarding('pod/web :80', more, /Handling/);
    expect(body).toContain('Welcome to nginx!');
    expect(said).toMatch(/^Forwarding from 127\.0\.0\.1:(\d+) -> 80\n/);
  });

  it('says that nothing listens', async () => {
    const { said } = await forwarding('pod/web :81', {}, /lost connection/);
    expect(said).toContain('dial tcp4 127.0.0.1:81: connect: connection refused');
    expect(said).toContain('error: lost connection to pod\n');
  });
});
