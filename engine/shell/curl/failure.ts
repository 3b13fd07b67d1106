/**
 * How a transfer fails: libcurl's code, which is curl's exit status, and its words (curl/curl.h, CURLE_…).
 */
export interface CurlFailure {
  readonly code: number;
  readonly message: string;
  /** -v has nothing more to say of it. */
  readonly told: boolean;
}

export function failure(code: number, message: string, told?: 'told'): CurlFailure {
  return { code, message, told: told !== undefined };
}
