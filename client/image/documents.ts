import { type ByteReader, decodeText } from './bytes.ts';
import { type Problem, problem, unreadable } from './problem.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A JSON document: its bytes, for its digest, and what they say. */
export interface JsonDocument {
  readonly bytes: Uint8Array;
  readonly value: Json;
}

export type ReadDocument =
  | { readonly ok: true; readonly document: JsonDocument }
  | { readonly ok: false; readonly problem: Problem };

export async function readDocument(name: string, reader: ByteReader, limit: number): Promise<ReadDocument> {
  if (reader.size > limit)
    return { ok: false, problem: problem('limit', { limit: `bytes of ${name}`, value: limit }) };
  try {
    const bytes = await reader.read(0, reader.size);
    if (bytes.length < reader.size)
      return { ok: false, problem: problem('truncated', { offset: bytes.length }) };
    return parseDocument(name, bytes);
  } catch (error) {
    return { ok: false, problem: unreadable(error) };
  }
}

function parseDocument(name: string, bytes: Uint8Array): ReadDocument {
  try {
    return { ok: true, document: { bytes, value: JSON.parse(decodeText(bytes)) as Json } };
  } catch (error) {
    return {
      ok: false,
      problem: problem('bad-document', { name, detail: error instanceof Error ? error.message : '' }),
    };
  }
}

export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function asArray(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function asNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textList(value: Json | undefined): readonly string[] {
  return asArray(value).filter(item => typeof item === 'string');
}

/** Text of the `digest` kind as a path in a layout, undefined when it is no digest: it must not lead elsewhere. */
export function blobPath(digest: string): string | undefined {
  const match = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):([A-Za-z0-9=_-]+)$/.exec(digest);
  return match ? `blobs/${match[1]}/${match[2]}` : undefined;
}

/** Readable JSON; deep nesting that cannot be printed comes back as it was. */
export function pretty(value: Json): string {
  try {
    return JSON.stringify(value, undefined, 2);
  } catch {
    return String(value);
  }
}
