/** Which world a figure looks at: a chapter's, or an exercise's own. Figures of one page with one id share one world. */
export interface WorldSpec {
  /** `pod-to-pod`; an exercise's world: `pod-to-pod/find-the-veth`. */
  readonly id: string;
  /** What `openWorld` is asked for. */
  readonly scenario: string;
  /** What readers call it: `Pod to pod`. */
  readonly title: string;
}
