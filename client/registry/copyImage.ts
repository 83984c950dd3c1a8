import { failure, type Outcome, success } from '../../protocol/result.ts';
import { asArray, asNumber, asObject, asText, type Json } from '../image/documents.ts';
import { type Call, nameOf } from './api.ts';
import type { Scope } from './authorize.ts';
import { BlobUnreadable, blobReader } from './blobs.ts';
import { getManifest, type Manifest } from './manifests.ts';
import type { ApiRequest, Session } from './session.ts';
import { discard } from './transport.ts';
import { refusal } from './trouble.ts';

/** One image in one registry: a tag or a digest of a repository. */
export interface ImagePlace {
  readonly session: Session;
  readonly repository: string;
  readonly reference: string;
}

export interface CopyOptions extends Call {
  /** Bytes that are there now, of those known so far. */
  readonly onProgress?: (done: number, all: number) => void;
  /** Bytes that are sent at once. */
  readonly chunk?: number;
}

const CHUNK = 16 << 20;
/** Milliseconds that one chunk may take. */
const PATIENCE = 600_000;

/**
 * Gives an image another name, with all its platforms and what is attached in its index: in its repository by its
 * manifest alone, in another one of the same registry by mounting its blobs, elsewhere by sending what is not there
 * yet. Nothing is kept on this machine. Answers the digest, which stays the same.
 */
export async function copyImage(
  from: ImagePlace,
  to: ImagePlace,
  options: CopyOptions = {},
): Promise<Outcome<string>> {
  const { signal } = options;
  const root = await getManifest(from.session, from.repository, from.reference, { signal });
  if (!root.ok) return root;
  const progress = { done: 0, all: 0 };
  const isHere = from.session === to.session && from.repository === to.repository;
  const copied = isHere ? success(null) : await copyParts(root.value);
  if (!copied.ok) return copied;
  const put = await putManifest(to, root.value, to.reference, signal);
  return put.ok ? success(root.value.digest) : put;

  /** What a manifest names must be there before it. */
  async function copyParts(manifest: Manifest): Promise<Outcome<null>> {
    const document = asObject(manifest.value as Json);
    for (const child of asArray(document.manifests).map(asObject)) {
      const found = await getManifest(from.session, from.repository, asText(child.digest), { signal });
      if (!found.ok) return found;
      const parts = await copyParts(found.value);
      const put = parts.ok ? await putManifest(to, found.value, found.value.digest, signal) : parts;
      if (!put.ok) return put;
    }
    const blobs = [document.config, ...asArray(document.layers)].map(asObject).flatMap(item => {
      const [digest, size] = [asText(item.digest), asNumber(item.size)];
      // Foreign layers are kept elsewhere, by their makers.
      return digest === '' || size === undefined || asArray(item.urls).length > 0 ? [] : [{ digest, size }];
    });
    progress.all += blobs.reduce((sum, { size }) => sum + size, 0);
    for (const blob of blobs) {
      const copied = await copyBlob(from, to, blob, {
        ...options,
        onProgress: done => options.onProgress?.(progress.done + done, progress.all),
      });
      if (!copied.ok) return copied;
      progress.done += blob.size;
      options.onProgress?.(progress.done, progress.all);
    }
    return success(null);
  }
}

interface Blob {
  readonly digest: string;
  readonly size: number;
}

async function copyBlob(
  from: ImagePlace,
  to: ImagePlace,
  { digest, size }: Blob,
  { signal, onProgress, chunk = CHUNK }: CopyOptions,
): Promise<Outcome<null>> {
  const blobs = `/v2/${to.repository}/blobs`;
  const there = await ask(to, { path: `${blobs}/${digest}`, method: 'HEAD', signal }, [404]);
  if (!there.ok) return there;
  if (there.value.ok) return success(null);
  const mount =
    from.session === to.session ? `?${new URLSearchParams({ mount: digest, from: from.repository })}` : '';
  const scope = pushScope(to, mount === '' ? undefined : from.repository);
  const begun = await ask(to, { path: `${blobs}/uploads/${mount}`, method: 'POST', scope, signal });
  if (!begun.ok) return begun;
  if (begun.value.status === 201) return success(null);
  const least = Number(begun.value.headers.get('oci-chunk-min-length') ?? 0);
  const piece = Math.max(chunk, Number.isFinite(least) ? least : 0);
  let place = locationOf(to, begun.value, `${blobs}/uploads/`);
  const reader = blobReader(from.session, from.repository, { digest, size }, { signal });
  try {
    for (let offset = 0; offset < size && size > piece; offset += piece) {
      if (place === undefined) return strangeLocation(to);
      const body = await reader.read(offset, piece);
      const headers = {
        'content-type': 'application/octet-stream',
        'content-range': `${offset}-${offset + body.length - 1}`,
      };
      const sent = await ask(to, { path: place, method: 'PATCH', headers, body, scope, signal });
      if (!sent.ok) return sent;
      onProgress?.(offset + body.length, size);
      place = locationOf(to, sent.value, place);
    }
    if (place === undefined) return strangeLocation(to);
    const body = size > piece ? new Uint8Array(0) : await reader.read(0, size);
    const path = `${place}${place.includes('?') ? '&' : '?'}${new URLSearchParams({ digest })}`;
    const headers = { 'content-type': 'application/octet-stream' };
    const done = await ask(to, { path, method: 'PUT', headers, body, scope, signal });
    return done.ok ? success(null) : done;
  } catch (error) {
    if (signal?.aborted) return failure('cancelled');
    if (!(error instanceof BlobUnreadable)) throw error;
    const { host } = from.session;
    return failure('registry-unreachable', { host: host.name, reason: 'other' }, error.message);
  } finally {
    await reader.close();
  }
}

async function putManifest(
  to: ImagePlace,
  { bytes, mediaType }: Manifest,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<null>> {
  const path = `/v2/${to.repository}/manifests/${reference}`;
  const headers = { 'content-type': mediaType };
  const put = await ask(to, { path, method: 'PUT', headers, body: bytes, signal });
  return put.ok ? success(null) : put;
}

/** An answer that is a success or has one of the other statuses; its body is let go. */
async function ask(
  to: ImagePlace,
  request: Omit<ApiRequest, 'scope'> & { readonly scope?: Scope },
  also: readonly number[] = [],
): Promise<Outcome<Response>> {
  const scope = request.scope ?? pushScope(to);
  const answer = await to.session.request({ ...request, scope, patience: PATIENCE });
  if (!answer.ok) return answer;
  if (!answer.value.ok && !also.includes(answer.value.status)) {
    const asked = { host: to.session.host.name, name: scope.name, signal: request.signal };
    return await refusal(answer.value, asked);
  }
  await discard(answer.value);
  return answer;
}

/** `from`: a repository whose blobs are mounted, which must be readable too. */
function pushScope({ session, repository }: ImagePlace, from?: string): Scope {
  const push = `repository:${repository}:pull,push`;
  const text = from === undefined ? push : `${push} repository:${from}:pull`;
  return { text, name: nameOf(session, repository) };
}

/** Path and query of where an upload goes on; undefined on another host, which is not given the credentials. */
function locationOf(to: ImagePlace, answer: Response, base: string): string | undefined {
  const location = answer.headers.get('location');
  if (location === null) return undefined;
  const known = to.session.host.origins.map(origin => new URL(origin).host);
  const [first = 'registry.invalid'] = known;
  if (!URL.canParse(location, `https://${first}${base}`)) return undefined;
  const url = new URL(location, `https://${first}${base}`);
  return known.includes(url.host) ? url.pathname + url.search : undefined;
}

function strangeLocation({ session }: ImagePlace): Outcome<null> {
  return failure('registry-answer', { host: session.host.name }, 'it wants uploads at another place');
}
