import assert from 'node:assert/strict';
import { registryKind } from '../../client/registry/kinds.ts';
import { listRepositories } from '../../client/registry/repositories.ts';
import { authEntry, watchedRegistries } from '../kit/registries.ts';

/** Answers by URL without its query; everything else is not found. What was sent is kept. */
function world(bodies: Readonly<Record<string, unknown>>, auths = {}) {
  const sent: string[] = [];
  const watched = watchedRegistries({
    config: { auths },
    fetch: (input, init) => {
      const url = new URL(String(input));
      sent.push(`${url.host}${url.pathname} ${new Headers(init?.headers).get('authorization') ?? '-'}`);
      const body = bodies[url.origin + url.pathname];
      return Promise.resolve(
        body === undefined ? new Response('{}', { status: 404 }) : new Response(JSON.stringify(body)),
      );
    },
  });
  return { ...watched, sent };
}

const paths = async (
  { registries }: ReturnType<typeof world>,
  domain: string,
  namespace = '',
): Promise<unknown> => {
  const listed = await listRepositories(registries, { domain, namespace });
  return listed.ok ? listed.value.map(({ path }) => path) : listed.failure.code;
};

describe('repositories of a registry', () => {
  // https://docs.docker.com/reference/api/hub/latest/#tag/repositories
  it('of Docker Hub are those of a namespace, or of who is logged in', async () => {
    const results = [
      { name: 'api', namespace: 'anne', description: 'ours', is_private: true, star_count: 0 },
    ];
    const bodies = {
      'https://hub.docker.com/v2/auth/token': { access_token: 'jwt' },
      'https://hub.docker.com/v2/namespaces/anne/repositories': { count: 1, results },
    };
    const logged = world(bodies, { 'https://index.docker.io/v1/': authEntry('anne', 'pat') });
    assert.deepEqual(await paths(logged, 'docker.io'), ['anne/api']);
    assert.deepEqual(logged.sent, [
      'hub.docker.com/v2/auth/token -',
      'hub.docker.com/v2/namespaces/anne/repositories Bearer jwt',
    ]);
    assert.deepEqual(await paths(world(bodies), 'docker.io', 'anne'), ['anne/api']);
    assert.equal(await paths(world(bodies), 'docker.io'), 'registry-unlisted');
  });

  // https://docs.github.com/rest/packages/packages#list-packages-for-an-organization
  it('of GHCR come from GitHub, for users and organisations', async () => {
    const packages = [{ name: 'Tool', package_type: 'container', repository: { full_name: 'Acme/tool' } }];
    const acme = world(
      { 'https://api.github.com/orgs/acme/packages': packages },
      { 'ghcr.io': authEntry('anne', 'ghp_x') },
    );
    assert.deepEqual(await paths(acme, 'ghcr.io', 'acme'), ['acme/tool']);
    assert.ok(acme.sent.every(line => line.endsWith('Bearer ghp_x')));
    assert.equal(await paths(world({}), 'ghcr.io', 'acme'), 'registry-unlisted');
  });

  // https://docs.quay.io/api/swagger/
  it('of Quay are the public ones of a namespace', async () => {
    const quay = world({
      'https://quay.io/api/v1/repository': {
        repositories: [{ namespace: 'coreos', name: 'etcd', description: null }],
      },
    });
    assert.deepEqual(await paths(quay, 'quay.io', 'coreos'), ['coreos/etcd']);
  });

  // https://goharbor.io/docs/latest/ (API v2.0: systeminfo, repositories)
  it('of a Harbor come from its own interface', async () => {
    const harbor = world(
      {
        'https://harbor.example.com/v2/': {},
        'https://harbor.example.com/api/v2.0/systeminfo': { auth_mode: 'db_auth', harbor_version: 'v2.12.0' },
        'https://harbor.example.com/api/v2.0/repositories': [{ name: 'team/app', artifact_count: 3 }],
        'https://harbor.example.com/api/v2.0/projects/team/repositories': [{ name: 'team/other' }],
      },
      { 'harbor.example.com': authEntry('robot$ci', 'secret') },
    );
    assert.deepEqual(await paths(harbor, 'harbor.example.com'), ['team/app']);
    assert.deepEqual(await paths(harbor, 'harbor.example.com', 'team'), ['team/other']);
    const basic = `Basic ${Buffer.from('robot$ci:secret').toString('base64')}`;
    assert.ok(harbor.sent.includes(`harbor.example.com/api/v2.0/repositories ${basic}`));
  });

  it('of any other are its catalogue, where it has one', async () => {
    const listed = {
      'https://registry.example.com/v2/': {},
      'https://registry.example.com/v2/_catalog': { repositories: ['b/x', 'a', 7] },
    };
    assert.deepEqual(await paths(world(listed), 'registry.example.com'), ['a', 'b/x']);
    assert.deepEqual(await paths(world(listed), 'registry.example.com', 'b'), ['b/x']);
    assert.equal(
      await paths(world({ 'https://registry.example.com/v2/': {} }), 'registry.example.com'),
      'registry-unlisted',
    );
  });

  it('is known by its name', () => {
    const kinds = {
      'docker.io': 'hub',
      'ghcr.io': 'ghcr',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com': 'ecr',
      'public.ecr.aws': 'ecr-public',
      'europe-west1-docker.pkg.dev': 'google',
      'eu.gcr.io': 'google',
      'quay.io': 'quay',
      'acme.azurecr.io': 'azure',
      'registry.gitlab.com': 'gitlab',
      'localhost:5000': 'local',
      'harbor.example.com': 'oci',
      'evil-docker.pkg.dev.example.com': 'oci',
    };
    for (const [domain, kind] of Object.entries(kinds)) assert.equal(registryKind(domain), kind, domain);
  });
});
