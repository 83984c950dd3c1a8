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

  // https://docs.gitlab.com/api/container_registry/#within-a-group
  it('of GitLab are those of a group with its projects, or of one project', async () => {
    const entry = { id: 1, name: '', path: 'acme/shop/api', location: 'registry.gitlab.com/acme/shop/api' };
    const gitlab = world(
      {
        'https://gitlab.com/api/v4/groups/acme/registry/repositories': [entry],
        'https://gitlab.com/api/v4/projects/acme%2Fshop/registry/repositories': [entry],
      },
      { 'registry.gitlab.com': authEntry('anne', 'glpat-x') },
    );
    assert.deepEqual(await paths(gitlab, 'registry.gitlab.com', 'acme'), ['acme/shop/api']);
    assert.deepEqual(await paths(gitlab, 'registry.gitlab.com', 'acme/shop'), ['acme/shop/api']);
    assert.equal(await paths(gitlab, 'registry.gitlab.com'), 'registry-unlisted');
  });

  // https://pkg.go.dev/github.com/google/go-containerregistry/pkg/v1/google#Tags
  it('of Google lie below a path, as deep as they are', async () => {
    const origin = 'https://europe-docker.pkg.dev/v2';
    const google = world({
      [`${origin}/shop/images/tags/list`]: { child: ['api', 'tools'], manifest: {}, tags: [] },
      [`${origin}/shop/images/api/tags/list`]: { child: [], manifest: { 'sha256:1': {} }, tags: ['1'] },
      [`${origin}/shop/images/tools/tags/list`]: { child: ['lint', 'hidden'], manifest: {}, tags: [] },
      [`${origin}/shop/images/tools/lint/tags/list`]: { child: [], manifest: {}, tags: ['2'] },
    });
    assert.deepEqual(await paths(google, 'europe-docker.pkg.dev', 'shop/images'), [
      'shop/images/api',
      'shop/images/tools/lint',
    ]);
    assert.equal(await paths(google, 'europe-docker.pkg.dev', 'other'), 'registry-not-found');
  });

  it('that nobody lists is there when it is named whole', async () => {
    const tags = { name: 'docker/library/node', tags: ['24'] };
    const bodies = { 'https://public.ecr.aws/v2/docker/library/node/tags/list': tags };
    const ecr = world({ 'https://public.ecr.aws/v2/': {}, ...bodies });
    assert.deepEqual(await paths(ecr, 'public.ecr.aws', 'docker/library/node'), ['docker/library/node']);
    assert.equal(await paths(ecr, 'public.ecr.aws', 'docker'), 'registry-unlisted');
  });

  it('are read to the last page, and no further', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ name: `r${index}` }));
    const page = (url: URL) => Number(url.searchParams.get('page') ?? '1');
    const slice = (url: URL) => many.slice(100 * (page(url) - 1), 100 * page(url));
    const asked: string[] = [];
    const { registries } = watchedRegistries({
      config: { auths: { 'ghcr.io': authEntry('anne', 'ghp_x') } },
      fetch: input => {
        const url = new URL(String(input));
        asked.push(url.host);
        const results = slice(url);
        const body =
          url.host === 'hub.docker.com'
            ? { results, next: page(url) < 3 ? 'https://hub.docker.com/more' : null }
            : results;
        return Promise.resolve(new Response(JSON.stringify(body)));
      },
    });
    for (const domain of ['docker.io', 'ghcr.io']) {
      const listed = await listRepositories(registries, { domain, namespace: 'acme' });
      assert.equal(listed.ok && listed.value.length, 250, domain);
    }
    assert.deepEqual(asked, [
      ...Array.from({ length: 3 }, () => 'hub.docker.com'),
      ...Array.from({ length: 3 }, () => 'api.github.com'),
    ]);
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
