import type { ScenarioFile } from '../../engine/lab/scenario/scenario-data.ts';

/** Which world a figure looks at: a chapter's, or an exercise's own. Figures of one page with one id share one world. */
export interface WorldSpec {
  /** `pod-to-pod`; an exercise's world: `pod-to-pod/lost-port`. */
  readonly id: string;
  /** The scenario's name: what a saved world must have been made of. */
  readonly scenario: string;
  /** What readers call it: `Pod to pod`. */
  readonly title: string;
  /** What the scenario's file says; absent: one the engine knows by name. */
  readonly file?: ScenarioFile;
}
