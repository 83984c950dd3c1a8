import assert from 'node:assert/strict';
import { troubleKind } from '../../client/engine/build/trouble.ts';

const KINDS: readonly (readonly [kind: string, name: string, message: string])[] = [
  ['unknown-target', 'zzz', 'target stage "zzz" could not be found'],
  [
    'unknown-target',
    'zzz',
    'failed to reach build target zzz in Dockerfile: target stage zzz could not be found',
  ],
  [
    'missing-source',
    '/nope',
    'failed to compute cache key: failed to calculate checksum of ref 8f9::x: "/nope": not found',
  ],
  ['missing-source', '/nope', 'failed to compute cache key: "/nope" not found: not found'],
  [
    'no-network',
    'registry.example.com',
    'registry.example.com/a:1: failed to resolve source metadata for registry.example.com/a:1: failed to do request: Head "https://registry.example.com/v2/a/manifests/1": dial tcp: lookup registry.example.com on 127.0.0.11:53: no such host',
  ],
  [
    'unknown-frontend',
    'docker.io/docker/dockerfile:9',
    'failed to resolve source metadata for docker.io/docker/dockerfile:9: docker.io/docker/dockerfile:9: not found',
  ],
  [
    'login-needed',
    'example.com/private/app:1',
    'failed to resolve source metadata for example.com/private/app:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'missing-image',
    'docker.io/library/node:99',
    'failed to resolve source metadata for docker.io/library/node:99: docker.io/library/node:99: not found',
  ],
  ['unknown-builder', 'nowhere', 'no builder "nowhere" found'],
  ['builder-unreachable', '', 'context deadline exceeded'],
  [
    'builder-unreachable',
    'far',
    'failed to initialize builder far (far0): dial unix /x: connect: no such file',
  ],
  ['builder-unfit', 'manifest lists', 'docker exporter does not currently support exporting manifest lists'],
  ['builder-unfit', 'Attestation', 'Attestation is not supported for the docker driver.'],
  ['builder-unfit', 'Cache export', 'Cache export is not supported for the docker driver.'],
  ['builder-unfit', 'OCI exporter', 'OCI exporter is not supported for the docker driver.'],
  ['builder-unfit', 'Multi-platform build', 'Multi-platform build is not supported for the docker driver.'],
  ['no-space', '', 'failed to copy files: copy file range failed: no space left on device'],
  ['missing-secret', 'token', 'failed to solve: secret token: not found'],
];

describe('the kind of trouble that ended a build', () => {
  for (const [kind, name, message] of KINDS) {
    it(`${kind}: ${message.slice(0, 60)}…`, () => {
      assert.deepEqual(troubleKind(message), { kind, name });
    });
  }

  const command = 'process "/bin/sh -c x" did not complete successfully: exit code: 1';

  it('of a command is looked for in its output, and only what is the machine’s', () => {
    assert.equal(troubleKind(command, ['"/a": not found', 'unauthorized']), undefined);
    assert.deepEqual(troubleKind(command, ['tar: write error: No space left on device']), {
      ...{ kind: 'no-space', name: '' },
    });
    const shell =
      'process "/bin/sh -c echo target stage a could not be found; false" did not complete successfully';
    assert.equal(troubleKind(shell), undefined);
  });

  it('is unknown for all else', () => {
    for (const message of ['', 'unknown instruction: CPOY', 'dockerfile parse error on line 2: x'])
      assert.equal(troubleKind(message), undefined, message);
  });

  it('long messages cost no time', () => {
    const begun = performance.now();
    for (const piece of ['a', '"', 'dial tcp ', 'pull x ', 'for x: ']) troubleKind(piece.repeat(200_000));
    assert.ok(performance.now() - begun < 500);
  });
});
