import { createHash } from 'node:crypto';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Call, nameOf, pullScope } from './api.ts';
import type { Session } from './session.ts';
import { discard, readBody } from './transport.ts';
import { refusal } from './trouble.ts';

/** All kinds of manifest there are: an index is wanted where there is one. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const LIMIT = 16 << 20;

export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The manifest or index that a tag or digest names. What a digest names must have that digest. */
export async function getManifest(
  session: Session,
  repository: string,
  reference: string,
  { signal }: Call = {},
): Promise<Outcome<Manifest>> {
  const host = session.host.name;
  const name = versionName(session, repository, reference);
  const answer = await session.request({
    path: `/v2/${repository}/manifests/${reference}`,
    headers: { accept: ACCEPT },
    scope: { ...pullScope(session, repository), name },
    signal,
  });
  if (!answer.ok) return answer;
  if (!answer.value.ok) return await refusal(answer.value, { host, name, signal });
  const body = await readBody(answer.value, LIMIT, { host, signal });
  if (!body.ok) return body;
  const digest = `sha256:${createHash('sha256').update(body.value).digest('hex')}`;
  if (reference.startsWith('sha256:') && reference !== digest) {
    return failure('registry-answer', { host }, `what it sent for ${reference} is ${digest}`);
  }
  const value = parseObject(body.value);
  if (value === undefined)
    return failure('registry-answer', { host }, `its manifest of ${name} is no JSON object`);
  const declared = typeof value.mediaType === 'string' ? value.mediaType : '';
  const mediaType = declared || (answer.value.headers.get('content-type') ?? '').replace(/;.*$/s, '').trim();
  if (/docker\.distribution\.manifest\.v1\+/.test(mediaType) || value.schemaVersion === 1) {
    return failure(
      'registry-answer',
      { host },
      `${name} has a manifest of schema version 1, which Docker no longer reads`,
    );
  }
  return success({
    digest: reference.startsWith('sha') ? reference : digest,
    mediaType,
    bytes: body.value,
    value,
  });
}

/** The digest that a tag stands for now, without its manifest: free of Docker Hub's pull limit. */
export async function headDigest(
  session: Session,
  repository: string,
  reference: string,
  { signal }: Call = {},
): Promise<Outcome<string>> {
  const name = versionName(session, repository, reference);
  const answer = await session.request({
    path: `/v2/${repository}/manifests/${reference}`,
    method: 'HEAD',
    headers: { accept: ACCEPT },
    scope: { ...pullScope(session, repository), name },
    signal,
  });
  if (!answer.ok) return answer;
  if (!answer.value.ok) return await refusal(answer.value, { host: session.host.name, name, signal });
  await discard(answer.value);
  const digest = answer.value.headers.get('docker-content-digest');
  if (digest !== null && /^sha\d+:[0-9a-f]+$/.test(digest)) return success(digest);
  // Not every registry tells it so.
  const manifest = await getManifest(session, repository, reference, { signal });
  return manifest.ok ? success(manifest.value.digest) : manifest;
}

/** `ghcr.io/a/b:1`, `ghcr.io/a/b@sha256:…`. */
function versionName(session: Session, repository: string, reference: string): string {
  return `${nameOf(session, repository)}${reference.includes(':') ? '@' : ':'}${reference}`;
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
