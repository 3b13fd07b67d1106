/**
 * The probes of a running container: when they run and what their results change (pkg/kubelet/prober).
 */
import { millisecond, second } from '../../clock/clock.ts';
import type { Container, Pod, Probe } from '../objects/pod.ts';
import type { ProbeOutcome } from '../node/runtime.ts';
import type { ContainerRecord } from './container-record.ts';

/** A container is probed once the kubelet has seen that it runs (PLEG looks every second). */
const seen = 600 * millisecond;

export interface ProbeHost {
  /** Run `action` after `delay`, unless the container ends before. */
  schedule(record: ContainerRecord, delay: number, action: () => void): void;
  run(
    record: ContainerRecord,
    container: Container,
    probe: Probe,
    done: (outcome: ProbeOutcome) => void,
  ): void;
  readonly pod: Pod;
  /** Something about readiness or being started changed. */
  changed(): void;
  unhealthy(record: ContainerRecord, message: string): void;
  /** Liveness or startup failed for good. */
  restart(record: ContainerRecord, why: string, grace: number | undefined): void;
}

/** Begin probing a container that was just started. */
export function startProbes(host: ProbeHost, record: ContainerRecord): void {
  const { startupProbe } = record.spec;
  if (startupProbe === undefined) {
    record.started = true;
    startOthers(host, record);
    return;
  }
  record.started = false;
  loop(host, record, startupProbe, 'Startup', {
    succeeded() {
      record.started = true;
      startOthers(host, record);
      host.changed();
      return 'stop';
    },
    failed() {
      host.restart(
        record,
        `Container ${record.spec.name} failed startup probe, will be restarted`,
        startupProbe.terminationGracePeriodSeconds,
      );
      return 'stop';
    },
  });
}

function startOthers(host: ProbeHost, record: ContainerRecord): void {
  const { readinessProbe, livenessProbe } = record.spec;
  if (readinessProbe === undefined) record.ready = true;
  else {
    record.ready = false;
    loop(host, record, readinessProbe, 'Readiness', {
      succeeded() {
        if (!record.ready) {
          record.ready = true;
          host.changed();
        }
        return 'go on';
      },
      failed() {
        if (record.ready) {
          record.ready = false;
          host.changed();
        }
        return 'go on';
      },
    });
  }
  if (livenessProbe !== undefined)
    loop(host, record, livenessProbe, 'Liveness', {
      succeeded: () => 'go on',
      failed() {
        host.restart(
          record,
          `Container ${record.spec.name} failed liveness probe, will be restarted`,
          livenessProbe.terminationGracePeriodSeconds,
        );
        return 'stop';
      },
    });
}

interface Reactions {
  succeeded(): 'go on' | 'stop';
  failed(): 'go on' | 'stop';
}

function loop(
  host: ProbeHost,
  record: ContainerRecord,
  probe: Probe,
  kind: string,
  reactions: Reactions,
): void {
  let successes = 0;
  let failures = 0;
  const once = (): void => {
    host.run(record, record.spec, probe, ({ success, message }) => {
      if (!record.running) return;
      let next: 'go on' | 'stop' = 'go on';
      if (success) {
        failures = 0;
        successes++;
        if (successes >= (probe.successThreshold ?? 1)) next = reactions.succeeded();
      } else {
        successes = 0;
        failures++;
        host.unhealthy(record, `${kind} probe failed: ${message}`);
        if (failures >= (probe.failureThreshold ?? 3)) next = reactions.failed();
      }
      if (next === 'go on') host.schedule(record, (probe.periodSeconds ?? 10) * second, once);
    });
  };
  host.schedule(record, Math.max((probe.initialDelaySeconds ?? 0) * second, seen), once);
}
