/**
 * Variables that many processes begin with. Containers of one namespace are told of the same services, thousands of them
 * in a large cluster, and hardly one's environment is ever listed: so each process copies them only when somebody looks at
 * all of its own, or sets one (`Process.environment`); who wants one variable asks for it (`Process.variable`).
 */
export interface SharedEnvironment {
  get(name: string): string | undefined;
  /** All of them, for whoever asks to keep and to change. */
  copy(): Map<string, string>;
}
