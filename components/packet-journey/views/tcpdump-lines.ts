/** What a capture on a device would have shown of the flow: one line a packet that comes in or goes out there. */
import { fromBase64 } from '../model/base64.ts';
import type { JourneyModel, Step } from '../model/journey-model.ts';

export interface CaptureLine {
  readonly step: Step;
  readonly text: string;
}

/** The devices packets came in or went out by: `k8s-w1 cni0`. */
export function captureDevices(model: JourneyModel): string[] {
  return [...new Set(model.steps.filter(isOnWire).map((step) => deviceOf(model, step)))];
}

/** How a frame is printed. */
export type FramePrinter = (frame: Uint8Array) => string;

/**
 * @param device as `captureDevices` names it; undefined: all of them, as `-i any`
 * @param print undefined while the real printer is on its way: then in the figure's own words
 */
export function captureLines(
  model: JourneyModel,
  device: string | undefined,
  print: FramePrinter | undefined,
): CaptureLine[] {
  return model.steps
    .filter((step) => isOnWire(step) && (device === undefined || deviceOf(model, step) === device))
    .map((step) => {
      const way = step.direction === 'in' ? 'In ' : 'Out';
      const where = device === undefined ? `${deviceOf(model, step).padEnd(24)} ${way} ` : `${way} `;
      const packet = model.packets[step.before];
      const text =
        print === undefined || packet === undefined ? packet?.summary : print(fromBase64(packet.octets));
      return { step, text: `${clock(model, step)} ${where}${text ?? ''}` };
    });
}

export function isOnWire(step: Step): boolean {
  return step.decision === 'transmit' || step.decision === 'receive';
}

export function deviceOf(model: JourneyModel, step: Step): string {
  const lane = model.lanes[step.lane];
  return `${lane?.label ?? ''} ${step.device ?? ''}`;
}

/** tcpdump's own clock: `09:00:05.000045`, in UTC. */
function clock(model: JourneyModel, step: Step): string {
  const microseconds = model.wallTime * 1000 + step.at;
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return `${iso.slice(11, 19)}.${String(Math.floor(microseconds % 1_000_000)).padStart(6, '0')}`;
}
