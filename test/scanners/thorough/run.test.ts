import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRun, scan } from '../../../client/scanners/run.ts';
import { SCANNERS } from '../../../client/scanners/scanners.ts';

const [trivy, grype, snyk, scout] = SCANNERS;

/** A program that stands in for a scanner, as none can be had in tests. */
async function withProgram(
  script: string,
  use: (program: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-scanner-'));
  const program = join(folder, 'scanner');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  try {
    await use(program, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
const target = { kind: 'image', reference: 'app:1' } as const;
const { env } = process;

describe('running a scanner', () => {
  it('gives the image by name and reads the report, whatever is said beside it', async () => {
    assert.ok(trivy);
    const said: string[] = [];
    await withProgram(
      'echo "$@" > "$(dirname "$0")/args"; echo "Downloading DB" >&2; echo \'{"SchemaVersion":2,"Results":[]}\'',
      async (program, folder) => {
        const report = await scan(trivy, target, { program, env, onProgress: line => said.push(line) });
        assert.deepEqual(report, { ok: true, value: { findings: [], baseAdvice: '' } });
        assert.equal(
          await readFile(join(folder, 'args'), 'utf8'),
          'image --quiet --format json --scanners vuln -- app:1\n',
        );
      },
    );
    assert.deepEqual(said, ['Downloading DB']);
  });

  it('says why it failed, in its own words', async () => {
    assert.ok(trivy);
    await withProgram('echo "FATAL: unable to find the image" >&2; exit 1', async program => {
      const report = await scan(trivy, target, { program, env });
      assert.deepEqual(!report.ok && report.failure, {
        code: 'scanner-failed',
        args: { scanner: 'Trivy', code: 1 },
        detail: 'FATAL: unable to find the image',
      });
    });
  });

  it('names archives and layout folders as each scanner wants them, and tries the other kind of archive', async () => {
    const script = `echo "$@" >> "$(dirname "$0")/args"
case "$*" in
  *docker-archive:*) echo "no manifest.json" >&2; exit 1;;
  *) echo '{"SchemaVersion":2,"Results":[],"matches":[],"vulnerabilities":[],"runs":[]}';;
esac`;
    const said = async (kind: 'archive' | 'layout'): Promise<readonly string[]> => {
      let lines = '';
      await withProgram(script, async (program, folder) => {
        for (const scanner of [trivy, grype, snyk, scout]) {
          assert.ok(scanner);
          const report = await scan(scanner, { kind, path: '/a b/x' }, { program, env });
          if (kind === 'archive' || scanner !== snyk) assert.ok(report.ok, JSON.stringify(report));
          else assert.equal(report.ok ? '' : report.failure.code, 'scanner-unfit');
        }
        lines = await readFile(join(folder, 'args'), 'utf8');
      });
      return lines.trim().split('\n');
    };
    assert.deepEqual(await said('archive'), [
      'image --quiet --format json --scanners vuln --input /a b/x',
      '--quiet --output json -- docker-archive:/a b/x',
      '--quiet --output json -- oci-archive:/a b/x',
      'container test --json docker-archive:/a b/x',
      'container test --json oci-archive:/a b/x',
      'scout cves --format sarif archive:///a b/x',
    ]);
    assert.deepEqual(await said('layout'), [
      'image --quiet --format json --scanners vuln --input /a b/x',
      '--quiet --output json -- oci-dir:/a b/x',
      'scout cves --format sarif oci-dir:///a b/x',
    ]);
  });

  it('says that it is not there', async () => {
    assert.ok(trivy);
    const report = await scan(trivy, target, { program: '/nowhere/trivy', env });
    assert.equal(!report.ok && report.failure.code, 'scanner-missing');
    assert.equal(await canRun(trivy, '/nowhere/trivy', env), false);
    await withProgram('exit 0', async program => assert.equal(await canRun(trivy, program, env), true));
    await withProgram('exit 1', async program => assert.equal(await canRun(trivy, program, env), false));
  });

  it('ends it and all it began when the user cancels', async () => {
    assert.ok(trivy);
    await withProgram('echo ready >&2; sleep 60 & wait', async program => {
      const controller = new AbortController();
      const report = await scan(trivy, target, {
        program,
        env,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      assert.equal(!report.ok && report.failure.code, 'cancelled');
    });
  });

  it('takes no name that could be an option', async () => {
    assert.ok(trivy);
    const report = await scan(
      trivy,
      { kind: 'image', reference: '--config=x' },
      { program: '/bin/echo', env },
    );
    assert.equal(!report.ok && report.failure.code, 'image-not-found');
  });
});
