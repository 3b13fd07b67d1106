/** Which world a figure looks at: a chapter's, or an exercise's own. Figures of one page with one id share one world. */
export interface WorldSpec {
  /** `pod-to-pod`; an exercise's world: `pod-to-pod/lost-port`. */
  readonly id: string;
  /** The scenario's name: what a saved world must have been made of. */
  readonly scenario: string;
  /** What readers call it: `Pod to pod`. */
  readonly title: string;
  /** The scenario as its file has it; absent: one the engine knows by name. */
  readonly text?: string;
}
