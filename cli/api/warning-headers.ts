/** @param warnings RFC 7234's warn-text, with the code that Kubernetes uses for all */
export function warningHeaders(warnings: readonly string[]): { readonly Warning?: string[] } {
  return warnings.length === 0 ? {} : { Warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`) };
}
