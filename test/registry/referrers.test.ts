import assert from 'node:assert/strict';
import { listReferrers, referrerKind } from '../../client/registry/referrers.ts';
import { digest } from '../kit/imageBuilder.ts';
import { watchedRegistries } from '../kit/registries.ts';

const text = (value: unknown): string => JSON.stringify(value);
const digestOf = (body: string): string => digest(Buffer.from(body));
const IMAGE = text({ schemaVersion: 2, layers: [], config: {} });
const AT = digestOf(IMAGE);
const STEM = AT.replace(':', '-');

/** A registry with these documents below `/v2/app/`; all else is not found. */
function world(bodies: Readonly<Record<string, string>>, pagesOf: Readonly<Record<string, string>> = {}) {
  return watchedRegistries({
    fetch: input => {
      const url = new URL(String(input));
      const path = url.pathname.replace('/v2/app/', '') + url.search;
      const body = bodies[path];
      const next = pagesOf[path];
      const headers: Record<string, string> = next === undefined ? {} : { link: `<${next}>; rel="next"` };
      return Promise.resolve(
        body === undefined ? new Response('{}', { status: 404 }) : new Response(body, { headers }),
      );
    },
  });
}

async function found({ registries }: ReturnType<typeof world>, of = AT): Promise<unknown> {
  const listed = await listReferrers(registries.session('a.example'), 'app', of);
  return listed.ok ? listed.value.map(({ kind, type }) => `${kind} ${type}`) : listed.failure.code;
}

const descriptor = (artifactType: string, annotations = {}) => ({
  ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digestOf(artifactType), size: 7 },
  ...{ artifactType, annotations },
});

describe('what refers to an image', () => {
  const spdx = descriptor('application/spdx+json');
  const signature = descriptor('application/vnd.cncf.notary.signature');

  // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
  it('is listed by the registry, page by page', async () => {
    const registry = world(
      {
        [`manifests/${AT}`]: IMAGE,
        [`referrers/${AT}`]: text({ manifests: [spdx] }),
        [`referrers/${AT}?last=1`]: text({ manifests: [signature, spdx] }),
      },
      { [`referrers/${AT}`]: `/v2/app/referrers/${AT}?last=1` },
    );
    assert.deepEqual(await found(registry), [
      'sbom application/spdx+json',
      'signature application/vnd.cncf.notary.signature',
    ]);
  });

  it('stands under a tag where the registry knows no such list', async () => {
    const registry = world({
      [`manifests/${AT}`]: IMAGE,
      [`manifests/${STEM}`]: text({ manifests: [spdx] }),
    });
    assert.deepEqual(await found(registry), ['sbom application/spdx+json']);
  });

  // https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
  it("stands under cosign's own tags", async () => {
    const layers = [{ mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json', digest: AT, size: 1 }];
    const registry = world({ [`manifests/${AT}`]: IMAGE, [`manifests/${STEM}.sig`]: text({ layers }) });
    assert.deepEqual(await found(registry), ['signature application/vnd.dev.cosign.simplesigning.v1+json']);
  });

  // https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md
  it('lies in the index beside the image, as BuildKit puts it there', async () => {
    const layer = (predicate: string) => ({
      ...{ mediaType: 'application/vnd.in-toto+json', digest: digestOf(predicate), size: 5 },
      annotations: { 'in-toto.io/predicate-type': predicate },
    });
    const statements = text({
      layers: [layer('https://slsa.dev/provenance/v1'), layer('https://spdx.dev/Document')],
    });
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const index = text({ manifests: [{ digest: AT }, { digest: digestOf(statements), annotations }] });
    const registry = world({
      [`manifests/${digestOf(index)}`]: index,
      [`manifests/${digestOf(statements)}`]: statements,
    });
    assert.deepEqual(await found(registry, digestOf(index)), [
      'provenance https://slsa.dev/provenance/v1',
      'sbom https://spdx.dev/Document',
    ]);
  });

  it('is nothing for most images, and a failure only when the registry does not answer', async () => {
    assert.deepEqual(await found(world({ [`manifests/${AT}`]: IMAGE })), []);
    assert.equal(await found(world({})), 'registry-not-found');
  });

  it('is told apart by its type', () => {
    const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const kinds = [
      referrerKind(bundle, { 'dev.sigstore.bundle.content': 'message-signature' }),
      referrerKind(bundle, { 'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1' }),
      referrerKind(bundle, { 'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1' }),
      referrerKind(bundle, {}),
      referrerKind('application/vnd.cyclonedx+json', {}),
      referrerKind('application/vnd.acme.rocket.config.v1+json', {}),
    ];
    assert.deepEqual(kinds, ['signature', 'provenance', 'signature', 'attestation', 'sbom', 'other']);
  });
});

describe('tags of a repository', () => {
  it('are those of images, not of what is attached to them', async () => {
    const tags = ['1', `${STEM}.sig`, STEM, `${STEM}.att`, 'sha256-short', '2'];
    const { registries } = world({ 'tags/list?n=1000': text({ tags }) });
    const listed = await registries.tags({ domain: 'a.example', path: 'app' });
    assert.deepEqual(listed.ok && listed.value, ['2', '1', 'sha256-short']);
  });
});
