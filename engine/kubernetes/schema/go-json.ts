/**
 * JSON as Go's encoding/json writes it: signs that HTML or JavaScript would take for their own are escaped. Keys stand as
 * they are; who wants them in an order brings them into it.
 */
const signs = /[<>&\u2028\u2029]/g;

/** @param indent spaces a level */
export function goJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    signs,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
