/**
 * kubectl 1.36 as a program (k8s.io/kubectl): reads its command line, speaks to the API's door, prints. It never sees
 * the store. Each verb has its own file in `verbs/`.
 */
import type { Program } from '../../linux/process/process.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import type { KubectlServices } from './services.ts';

export function kubectl<Place>(door: ApiDoor, services: KubectlServices): Program<Place> {
  void door;
  void services;
  // eslint-disable-next-line require-yield
  return function* (process) {
    process.complain('not simulated: kubectl is being built\n');
    return 1;
  };
}
