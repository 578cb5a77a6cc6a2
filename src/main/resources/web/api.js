/** The HTTP API under /api/v1. */

const BASE = '/api/v1/';
const NOT_SIGNED_IN = 401;
const TIME_LIMIT_MS = 60_000;

/** An answer that is none of the expected, in the server's own words where it gave some. */
export class ApiError extends Error {
  constructor(status, title, detail, { code, retryAfter } = {}) {
    super(detail || title);
    this.name = 'ApiError';
    this.status = status;
    this.title = title;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may do in a moment. */
  get passing() {
    return [0, 429, 502, 503, 504].includes(this.status);
  }

  get signedOut() {
    return this.status === NOT_SIGNED_IN;
  }
}

/** An id as a part of a path: it may hold slashes and anything else. */
export const part = (id) => encodeURIComponent(id);

export const get = (path, query, signal, limit) => send('GET', path, { query, signal, limit });
export const put = (path, value) => send('PUT', path, { body: JSON.stringify(value), type: 'application/json' });
export const remove = (path) => send('DELETE', path, {});

/** Sends JSON, a form, or the bytes of a picture. */
export function post(path, body, { query, signal } = {}) {
  if (body === undefined) {
    return send('POST', path, { query, signal });
  }
  if (body instanceof FormData) {
    return send('POST', path, { query, signal, body });
  }
  if (body instanceof Blob) {
    const type = body.type.startsWith('image/') ? body.type : 'application/octet-stream';
    return send('POST', path, { query, signal, body, type });
  }
  return send('POST', path, { query, signal, body: JSON.stringify(body), type: 'application/json' });
}

async function send(method, path, { query, body, type, signal, limit = TIME_LIMIT_MS }) {
  let answer;
  try {
    answer = await fetch(BASE + path + search(query), {
      method,
      body,
      headers: type ? { 'Content-Type': type } : {},
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(limit)]) : AbortSignal.timeout(limit),
    });
  } catch (failure) {
    throw explained(failure, limit);
  }
  if (!answer.ok) {
    throw await problem(answer);
  }
  return answer.status === 204 ? undefined : answer.json();
}

/** An aborted request stays what it is: whoever aborted it knows. */
function explained(failure, limit) {
  if (failure.name === 'AbortError') {
    return failure;
  }
  if (failure.name === 'TimeoutError') {
    return new ApiError(0, 'No answer', `The server did not answer within ${limit / 1000} seconds.`);
  }
  return new ApiError(0, 'Not reachable', 'The server cannot be reached. Is clip-streams still running?');
}

async function problem(answer) {
  const retryAfter = Number(answer.headers.get('Retry-After')) || undefined;
  if (answer.status === NOT_SIGNED_IN) {
    return new ApiError(NOT_SIGNED_IN, 'Signed out', 'The session has ended.');
  }
  const text = await answer.text();
  if ((answer.headers.get('Content-Type') ?? '').includes('json')) {
    const { title, detail, code } = JSON.parse(text);
    return new ApiError(answer.status, title ?? answer.statusText, detail, { code, retryAfter });
  }
  return new ApiError(answer.status, `Answer ${answer.status}`, text.slice(0, 300), { retryAfter });
}

function search(query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) {
      if (item !== undefined && item !== null && item !== '') {
        parameters.append(name, item);
      }
    }
  }
  const text = parameters.toString();
  return text && `?${text}`;
}
