import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Engine } from '../../client/engine/engine.ts';
import { dockerfileSnippets, proposalsFor } from '../../server/features/templates/templates.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { PROJECTS, projectOf } from '../features/projects.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { useOracle } from '../kit/hosts/oracle.ts';

/** Without the line that asks for a newer frontend, which would have to be fetched. */
const offline = (dockerfile: string): string => dockerfile.replace(/^# syntax=.*\n/, '');

/** Fails the build unless the files of the site are there, and only those. */
const LOOK =
  'RUN cd /usr/share/nginx/html && test -e index.html && test -e style/site.css && test ! -e .env\n';

/** The images that a Dockerfile takes from registries. */
function imagesOf(dockerfile: string): readonly string[] {
  const { stages, references } = buildModel(parseDockerfile(dockerfile));
  const bases = stages.flatMap(({ base }) => (base.kind === 'image' ? [base.reference] : []));
  const copied = references.flatMap(({ kind, stage, value }) => (kind === 'from' || stage ? [] : [value]));
  return [...new Set([...bases, ...copied])];
}

describe('templates and BuildKit', function () {
  this.timeout(60_000);
  const ask = useOracle();
  const written: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
      Object.entries(PROJECTS).map(([name, { files }]) => [
        name,
        proposalsFor(projectOf(files))[0]?.dockerfile ?? '',
      ]),
    ),
    ...Object.fromEntries(
      dockerfileSnippets((_, text) => text).map(({ name, text }) => [`snippet ${name}`, text]),
    ),
  };

  for (const [name, dockerfile] of Object.entries(written)) {
    it(`${name}: no error and no finding`, async () => {
      // Images cannot be fetched everywhere: one that is here stands for each.
      const args = imagesOf(dockerfile).flatMap(image => [
        '--build-context',
        `${image}=docker-image://${BASE_IMAGE}`,
      ]);
      const { code, error, warnings, stderr } = await ask({ dockerfile: offline(dockerfile), args });
      assert.equal(error, undefined, stderr);
      // The image that stands for .NET's does not have its variable.
      const found = warnings.filter(({ detail }) => !detail.includes('$APP_UID'));
      assert.deepEqual(found, []);
      assert.equal(code, warnings.length > 0 ? 1 : 0);
    });
  }
});

for (const name of ENGINE_NAMES) {
  describe(`templates on the ${name} engine`, () => {
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const folder = useFolders();
    let engine: Engine;
    before(async () => {
      engine = await engineAt(`unix://${host().socket}`);
    });

    it('a site is built, without what its ignore file leaves out', async function () {
      this.timeout(60_000);
      const [site] = proposalsFor(projectOf('-- index.html --\n'));
      assert.equal(site?.id, 'static');
      const [image = ''] = imagesOf(site.dockerfile);
      const context = await folder({
        Dockerfile: offline(site.dockerfile).replace(image, BASE_IMAGE) + LOOK,
        '.dockerignore': site.dockerignore,
        'index.html': 'hello',
        '.env': 'SECRET=1',
        'style/site.css': 'p {}',
      });
      const tag = `strata-test/templates-${process.pid}:${name}`;
      const built = await engine.api.build({
        buildId: tag,
        contextPath: context,
        dockerfilePath: join(context, 'Dockerfile'),
        tags: [tag],
        network: 'none',
      });
      try {
        assert.ok(built.ok, JSON.stringify(built));
        const steps = await engine.api.imageSteps({ reference: tag });
        assert.ok(steps.ok);
        const made = steps.value.history.map(({ createdBy }) => createdBy).join('\n');
        for (const expected of [/USER 101/, /EXPOSE/, /HEALTHCHECK/, /nginx/]) assert.match(made, expected);
      } finally {
        await engine.api.removeImage({ reference: tag, force: true });
      }
    });
  });
}
