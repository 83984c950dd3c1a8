import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { imageFacts, imageProvenance } from '../../client/worker/imageFacts.ts';
import { openImagePath } from '../../client/worker/imagePath.ts';
import { type DockerProgram, dockerProgram } from '../../scripts/parts/dockerProgram.ts';
import { alignImage, type Evidence } from '../../server/align/align.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { judge, layersByName, newVerdict } from '../kit/alignmentTruth.ts';
import {
  edited,
  GENERATOR_CONTEXT,
  type GeneratedDockerfile,
  generateDockerfile,
  textOf,
} from '../kit/dockerfileGenerator.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { seeded } from '../kit/imageRandom.ts';

/** Files to build with each builder; set ALIGN_SEEDS=100-300 to try others. */
const [FROM = 0, TO = 4] = (process.env.ALIGN_SEEDS ?? '0-4').split('-').map(Number);

const run = promisify(execFile);

for (const name of ENGINE_NAMES) {
  for (const buildkit of [true, false]) {
    describe(`layers of lines, built by ${buildkit ? 'BuildKit' : 'the builder before it'} on the ${name} engine`, function () {
      this.timeout(120_000 + (TO - FROM) * 20_000);
      const host = useEngine(name);
      // Its command line with buildx serves both engines.
      const modern = useEngine(name === 'own' ? 'own' : 'modern');
      const folder = useFolders();
      const tag = `strata-test/align-${process.pid}:${name}-${buildkit}`;
      const triggers = `${tag}-triggers`;
      const isModern = name !== 'classic' && buildkit;
      let docker: DockerProgram;
      let context = '';
      let out = '';

      before(async () => {
        docker = await dockerProgram(modern());
        context = await folder(GENERATOR_CONTEXT);
        out = await mkdtemp(join(tmpdir(), 'strata-align-'));
        const lines = ['RUN echo base > /base', 'ONBUILD COPY a /onbuild', 'ONBUILD RUN echo t > /trigger'];
        await build(`FROM ${BASE_IMAGE}\n${lines.join('\n')}\n`, triggers);
      });
      after(async () => {
        await command(['rmi', '-f', tag, triggers]).catch(() => {});
        await docker.dispose();
        await rm(out, { recursive: true, force: true });
      });

      const command = (args: readonly string[]) =>
        run('docker', [...args], {
          env: {
            ...process.env,
            ...docker.env,
            DOCKER_HOST: `unix://${host().socket}`,
            DOCKER_BUILDKIT: buildkit ? '1' : '0',
          },
          maxBuffer: 1 << 26,
        });

      async function build(dockerfile: string, as: string, args: readonly string[] = []): Promise<void> {
        const path = join(out, 'Dockerfile');
        await writeFile(path, dockerfile);
        const attest = isModern ? ['--provenance=mode=max'] : buildkit ? ['--provenance=false'] : [];
        const how = buildkit ? ['buildx', 'build', ...attest] : ['build'];
        await command([...how, '-q', '--network', 'none', '-t', as, '-f', path, ...args, context]);
      }

      async function buildGenerated(file: GeneratedDockerfile) {
        const given = Object.entries(file.buildArguments).flatMap(([key, value]) => [
          '--build-arg',
          `${key}=${value}`,
        ]);
        const stage = file.stages[file.target ?? -1]?.name;
        // Else it would stay without a name.
        await command(['rmi', '-f', tag]).catch(() => {});
        await build(textOf(file), tag, [...given, ...(stage ? ['--target', stage] : [])]);
        const path = join(out, 'image.tar');
        await command(['save', tag, '-o', path]);
        const opened = await openImagePath(path);
        assert.ok(opened.ok);
        const { image } = opened.value;
        const found = {
          facts: imageFacts(image),
          names: layersByName(image),
          provenance: await imageProvenance(image),
        };
        await opened.value.dispose();
        return { ...found, target: stage };
      }

      it('are told as the files in them tell', async () => {
        const verdict = newVerdict();
        const ofEdited = newVerdict();
        let claims = 0;
        for (let seed = FROM; seed < TO; seed++) {
          const file = generateDockerfile(seeded(seed), {
            modern: isModern,
            buildkit,
            base: BASE_IMAGE,
            triggers,
          });
          const { facts, names, provenance, target } = await buildGenerated(file);
          const buildArguments = new Map(Object.entries(file.buildArguments));
          const watched = { built: textOf(file), target, buildArguments };
          const check = (version: GeneratedDockerfile, evidence: Evidence, into = verdict) => {
            const model = buildModel(parseDockerfile(textOf(version)));
            if (model.file.instructions.length !== version.instructions.length) return;
            const alignment = alignImage(model, facts, evidence);
            judge(version, file, names, alignment, into);
            claims += alignment.instructions.filter(({ made }) => made === 'layer').length;
          };
          check(file, {});
          check(file, watched);
          if (isModern) {
            assert.ok(provenance, 'the attestation was read');
            check(file, { provenance });
          }
          for (let round = 0; round < 3; round++) {
            const version = edited(file, seeded(seed * 31 + round));
            check(version, {}, ofEdited);
            check(version, watched, ofEdited);
          }
        }
        assert.deepEqual(verdict.problems, []);
        // Of a file that was edited nothing may be wrong, but something may be left open.
        const wrong = ofEdited.problems.filter(problem => problem.includes('wrong'));
        assert.deepEqual(wrong, []);
        assert.ok(ofEdited.inferred.right > ofEdited.missed * 20, JSON.stringify(ofEdited));
        assert.ok(claims > (TO - FROM) * 5 && verdict.exact.right > (TO - FROM) * 3, JSON.stringify(verdict));
      });
    });
  }
}
