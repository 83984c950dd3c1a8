import { type Outcome, success } from '../../protocol/result.ts';
import { asArray, asNumber, asObject, asText, type Json, type JsonObject } from '../image/documents.ts';
import { type Call, type JsonAnswer, pages, pullScope } from './api.ts';
import { getManifest } from './manifests.ts';
import type { Session } from './session.ts';

export type ReferrerKind = 'signature' | 'sbom' | 'provenance' | 'attestation' | 'other';

/** Something in a registry that is said of an image: a signature, a list of its parts, how it was built. */
export interface Referrer {
  readonly kind: ReferrerKind;
  /** Of its manifest. */
  readonly digest: string;
  /** As the registry or the tool that made it names it. */
  readonly type: string;
  /** Bytes of its manifest; undefined when not told. */
  readonly size: number | undefined;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
}

/**
 * What refers to an image: by the registry's list of referrers, or by the tag that stands in for it where a registry
 * has none (OCI distribution specification 1.1); by the tags under which cosign keeps what it makes; and what BuildKit
 * put into the index beside the image.
 */
export async function listReferrers(
  session: Session,
  repository: string,
  digest: string,
  call: Call = {},
): Promise<Outcome<readonly Referrer[]>> {
  const stem = digest.replace(':', '-');
  const [listed, ...tagged] = await Promise.all([
    fromList(session, repository, digest, call),
    ...COSIGN.map(([suffix, kind]) => fromTag(session, repository, `${stem}.${suffix}`, kind, call)),
  ]);
  const beside = await fromIndex(session, repository, digest, call);
  const found = new Map<string, Referrer>();
  for (const answer of [listed, ...tagged, beside]) {
    // A registry that refuses one way may still answer another; the first refusal is told when nothing is found.
    for (const referrer of answer.ok ? answer.value : []) {
      if (!found.has(referrer.digest)) found.set(referrer.digest, referrer);
    }
  }
  const failed = [listed, beside].find(answer => !answer.ok);
  return found.size === 0 && failed ? failed : success([...found.values()]);
}

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#tag-based-discovery */
const COSIGN: readonly (readonly [suffix: string, kind: ReferrerKind])[] = [
  ['sig', 'signature'],
  ['att', 'attestation'],
  ['sbom', 'sbom'],
];

const NOT_FOUND: ReadonlySet<string> = new Set(['registry-not-found', 'registry-error', 'registry-denied']);

async function fromList(
  session: Session,
  repository: string,
  digest: string,
  call: Call,
): Promise<Outcome<readonly Referrer[]>> {
  const found: Referrer[] = [];
  const path = `/v2/${repository}/referrers/${digest}`;
  for await (const page of pages(session, path, pullScope(session, repository), call)) {
    if (page.ok && isIndex(page)) {
      found.push(...referrersOf(asObject(page.value.value as Json)));
      continue;
    }
    if (!page.ok && !NOT_FOUND.has(page.failure.code)) return page;
    return await fromTag(session, repository, digest.replace(':', '-'), undefined, call);
  }
  return success(found);
}

const isIndex = ({ value }: { readonly value: JsonAnswer }): boolean =>
  Array.isArray(asObject(value.value as Json).manifests);

/** A tag that holds referrers as an index, or is one itself. */
async function fromTag(
  session: Session,
  repository: string,
  tag: string,
  kind: ReferrerKind | undefined,
  call: Call,
): Promise<Outcome<readonly Referrer[]>> {
  const manifest = await getManifest(session, repository, tag, call);
  if (!manifest.ok) return NOT_FOUND.has(manifest.failure.code) ? success([]) : manifest;
  const document = asObject(manifest.value.value as Json);
  if (kind === undefined) return success(referrersOf(document));
  const { digest, bytes } = manifest.value;
  const [first] = asArray(document.layers).map(asObject);
  const type = asText(document.artifactType) || asText(first?.mediaType) || manifest.value.mediaType;
  return success([{ kind, digest, type, size: bytes.length, created: createdOf(document) }]);
}

function referrersOf(index: JsonObject): readonly Referrer[] {
  return asArray(index.manifests).flatMap(item => {
    const descriptor = asObject(item);
    const digest = asText(descriptor.digest);
    const type = asText(descriptor.artifactType) || asText(descriptor.mediaType);
    if (digest === '') return [];
    const kind = referrerKind(type, asObject(descriptor.annotations));
    return [{ kind, digest, type, size: asNumber(descriptor.size), created: createdOf(descriptor) }];
  });
}

/** https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md */
async function fromIndex(
  session: Session,
  repository: string,
  digest: string,
  call: Call,
): Promise<Outcome<readonly Referrer[]>> {
  const root = await getManifest(session, repository, digest, call);
  if (!root.ok) return root;
  const attestations = asArray(asObject(root.value.value as Json).manifests)
    .map(asObject)
    .filter(
      ({ annotations }) =>
        asText(asObject(annotations)['vnd.docker.reference.type']) === 'attestation-manifest',
    );
  const found: Referrer[] = [];
  for (const descriptor of attestations) {
    const manifest = await getManifest(session, repository, asText(descriptor.digest), call);
    if (!manifest.ok) continue;
    for (const layer of asArray(asObject(manifest.value.value as Json).layers).map(asObject)) {
      const predicate = asText(asObject(layer.annotations)['in-toto.io/predicate-type']);
      const kind = referrerKind(predicate, {});
      const size = asNumber(layer.size);
      found.push({ kind, digest: asText(layer.digest), type: predicate, size, created: undefined });
    }
  }
  return success(found);
}

/** By the type that tools give what they make, and by what the statement in it says. */
export function referrerKind(type: string, annotations: JsonObject): ReferrerKind {
  const predicate =
    asText(annotations['dev.sigstore.bundle.predicateType']) ||
    asText(annotations['in-toto.io/predicate-type']);
  const text = `${type} ${predicate}`.toLowerCase();
  if (/spdx|cyclonedx|sbom|syft/.test(text)) return 'sbom';
  if (/slsa\.dev\/provenance|provenance/.test(text)) return 'provenance';
  if (predicate.includes('cosign/sign')) return 'signature';
  if (/cosign\.artifact\.sig|notary\.signature|simplesigning/.test(text)) return 'signature';
  if (asText(annotations['dev.sigstore.bundle.content']) === 'message-signature') return 'signature';
  return /in-toto|sigstore\.bundle|dsse|attestation/.test(text) ? 'attestation' : 'other';
}

function createdOf(fields: JsonObject): number | undefined {
  const created = Date.parse(asText(asObject(fields.annotations)['org.opencontainers.image.created']));
  return created > 0 ? created : undefined;
}
