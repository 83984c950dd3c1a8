import { readFields } from './protobuf.ts';

/** One state of a step; every later state is told whole again. Times in milliseconds since 1970. */
export interface TraceVertex {
  readonly digest: string;
  readonly inputs: readonly string[];
  readonly name: string;
  readonly cached: boolean;
  readonly started: number | undefined;
  readonly completed: number | undefined;
  readonly error: string | undefined;
}

export interface TraceStatus {
  readonly id: string;
  readonly vertex: string;
  readonly name: string;
  readonly current: number;
  readonly total: number;
  readonly completed: number | undefined;
}

/** A piece of output, cut anywhere, also inside a character. */
export interface TraceLog {
  readonly vertex: string;
  readonly stream: 1 | 2;
  readonly bytes: Uint8Array;
}

export interface TraceWarning {
  readonly vertex: string;
  readonly message: string;
  readonly detail: readonly string[];
  readonly url: string;
  /** 1-based lines of the Dockerfile, first and last. */
  readonly ranges: readonly { readonly first: number; readonly last: number }[];
}

/** `StatusResponse` of BuildKit's control API. */
export interface Trace {
  readonly vertexes: readonly TraceVertex[];
  readonly statuses: readonly TraceStatus[];
  readonly logs: readonly TraceLog[];
  readonly warnings: readonly TraceWarning[];
}

/**
 * Decodes one trace message. By hand, because five small messages do not justify a schema compiler, and
 * because output must stay bytes until the pieces of a character have met.
 */
export function decodeTrace(bytes: Uint8Array): Trace {
  const vertexes: TraceVertex[] = [];
  const statuses: TraceStatus[] = [];
  const logs: TraceLog[] = [];
  const warnings: TraceWarning[] = [];
  for (const field of readFields(bytes)) {
    if (field.number === 1) vertexes.push(decodeVertex(field.bytes));
    else if (field.number === 2) statuses.push(decodeStatus(field.bytes));
    else if (field.number === 3) logs.push(decodeLog(field.bytes));
    else if (field.number === 4) warnings.push(decodeWarning(field.bytes));
  }
  return { vertexes, statuses, logs, warnings };
}

function decodeVertex(message: Uint8Array): TraceVertex {
  const inputs: string[] = [];
  let digest = '';
  let name = '';
  let cached = false;
  let started: number | undefined;
  let completed: number | undefined;
  let error: string | undefined;
  for (const { number, value, bytes } of readFields(message)) {
    if (number === 1) digest = text(bytes);
    else if (number === 2) inputs.push(text(bytes));
    else if (number === 3) name = text(bytes);
    else if (number === 4) cached = value !== 0;
    else if (number === 5) started = decodeTime(bytes);
    else if (number === 6) completed = decodeTime(bytes);
    else if (number === 7) error = text(bytes) || undefined;
  }
  return { digest, inputs, name, cached, started, completed, error };
}

function decodeStatus(message: Uint8Array): TraceStatus {
  let id = '';
  let vertex = '';
  let name = '';
  let current = 0;
  let total = 0;
  let completed: number | undefined;
  for (const { number, value, bytes } of readFields(message)) {
    if (number === 1) id = text(bytes);
    else if (number === 2) vertex = text(bytes);
    else if (number === 3) name = text(bytes);
    else if (number === 4) current = value;
    else if (number === 5) total = value;
    else if (number === 8) completed = decodeTime(bytes);
  }
  return { id, vertex, name, current, total, completed };
}

function decodeLog(message: Uint8Array): TraceLog {
  let vertex = '';
  let stream: 1 | 2 = 1;
  let output: Uint8Array = new Uint8Array(0);
  for (const { number, value, bytes } of readFields(message)) {
    if (number === 1) vertex = text(bytes);
    else if (number === 3) stream = value === 2 ? 2 : 1;
    else if (number === 4) output = bytes;
  }
  return { vertex, stream, bytes: output };
}

function decodeWarning(message: Uint8Array): TraceWarning {
  const detail: string[] = [];
  const ranges: { first: number; last: number }[] = [];
  let vertex = '';
  let short = '';
  let url = '';
  for (const { number, bytes } of readFields(message)) {
    if (number === 1) vertex = text(bytes);
    else if (number === 3) short = text(bytes);
    else if (number === 4) detail.push(text(bytes));
    else if (number === 5) url = text(bytes);
    else if (number === 7) ranges.push(decodeRange(bytes));
  }
  return { vertex, message: short, detail, url, ranges };
}

function decodeRange(message: Uint8Array): { first: number; last: number } {
  let first = 0;
  let last = 0;
  for (const { number, bytes } of readFields(message)) {
    if (number !== 1 && number !== 2) continue;
    for (const position of readFields(bytes)) {
      if (position.number !== 1) continue;
      if (number === 1) first = position.value;
      else last = position.value;
    }
  }
  return { first, last: Math.max(first, last) };
}

/** Go's zero time, long before 1970, means that there is none. */
function decodeTime(message: Uint8Array): number | undefined {
  let seconds = 0;
  let nanoseconds = 0;
  for (const { number, value } of readFields(message)) {
    if (number === 1) seconds = value;
    else if (number === 2) nanoseconds = value;
  }
  return seconds > 0 ? seconds * 1000 + nanoseconds / 1e6 : undefined;
}

const decoder = new TextDecoder();
const text = (bytes: Uint8Array): string => decoder.decode(bytes);
