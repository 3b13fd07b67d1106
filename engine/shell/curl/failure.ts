/**
 * How a transfer fails: libcurl's code, which is curl's exit status, and its words (curl/curl.h, CURLE_…).
 */
export interface CurlFailure {
  readonly code: number;
  readonly message: string;
}

export function failure(code: number, message: string): CurlFailure {
  return { code, message };
}
