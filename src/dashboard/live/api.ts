import type { ApiError } from "../../web/wire.ts";

/** A request that failed, with what the server said of it. */
export class RequestError extends Error {
  readonly status: number;
  readonly detail: ApiError;

  constructor(status: number, detail: ApiError) {
    super(detail.message);
    this.status = status;
    this.detail = detail;
  }
}

/** @throws RequestError */
export async function request<T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new RequestError(response.status, errorOf(text, response));
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

export const get = <T>(path: string): Promise<T> => request<T>("GET", path);

/** A path with its parameters; those that are undefined are left out. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

function errorOf(text: string, { status, statusText }: Response): ApiError {
  try {
    return JSON.parse(text) as ApiError;
  } catch {
    // Not the dashboard's server, but something between.
    return { condition: `HTTP.${status}`, message: statusText || `The server answered with ${status}.` };
  }
}
