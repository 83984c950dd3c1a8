import type { Trace, TraceLog, TraceStatus, TraceVertex, TraceWarning } from './trace.ts';

/** Reads one line of `--progress=rawjson`, which is a `SolveStatus` of BuildKit's client; undefined for other lines. */
export function readRawJson(line: string): Trace | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { vertexes, statuses, logs, warnings } = record(value);
  return {
    vertexes: list(vertexes).map(readVertex),
    statuses: list(statuses).map(readStatus),
    logs: list(logs).map(readLog),
    warnings: list(warnings).map(readWarning),
  };
}

type Json = Readonly<Record<string, unknown>>;

function readVertex({ digest, inputs, name, cached, started, completed, error }: Json): TraceVertex {
  return {
    digest: text(digest),
    inputs: Array.isArray(inputs) ? inputs.map(text) : [],
    name: text(name),
    cached: cached === true,
    started: time(started),
    completed: time(completed),
    error: text(error) || undefined,
  };
}

function readStatus({ id, vertex, name, current, total, completed }: Json): TraceStatus {
  return {
    ...{ id: text(id), vertex: text(vertex), name: text(name) },
    ...{ current: count(current), total: count(total), completed: time(completed) },
  };
}

function readLog({ vertex, stream, data }: Json): TraceLog {
  return { vertex: text(vertex), stream: stream === 2 ? 2 : 1, bytes: Buffer.from(text(data), 'base64') };
}

function readWarning({ vertex, short, detail, url, range }: Json): TraceWarning {
  return {
    vertex: text(vertex),
    message: decoded(short),
    detail: Array.isArray(detail) ? detail.map(decoded) : [],
    url: text(url),
    ranges: list(range).map(({ start, end }) => {
      const first = count(record(start).line);
      return { first, last: Math.max(first, count(record(end).line)) };
    }),
  };
}

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(record) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const decoded = (value: unknown): string => Buffer.from(text(value), 'base64').toString('utf8');

/** Milliseconds since 1970 with their parts, which `Date` drops. */
function time(value: unknown): number | undefined {
  const [, whole, part = '', zone = ''] = /^(.*T\d\d:\d\d:\d\d)(\.\d+)?(.*)$/.exec(text(value)) ?? [];
  if (whole === undefined) return undefined;
  const seconds = Date.parse(`${whole}${zone}`);
  return seconds > 0 ? seconds + Number(`0${part}`) * 1000 : undefined;
}
