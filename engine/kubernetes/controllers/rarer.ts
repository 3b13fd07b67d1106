/**
 * Controllers of kinds that a world without them never needs: they come with the API's later code, which is there before any
 * object of these kinds can be read.
 */
import type { ControllerContext } from './context.ts';
import { startCronJobController } from './cron-job.ts';
import { startDisruptionController } from './disruption.ts';
import { startHorizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { startJobController } from './job.ts';
import { startStatefulSetController } from './stateful-set.ts';

export function startRarerControllers(context: ControllerContext): void {
  startStatefulSetController(context);
  startJobController(context);
  startCronJobController(context);
  startHorizontalPodAutoscaler(context);
  startDisruptionController(context);
}
