import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { commandFolder } from '../kit/commandLine.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the pre-commit hooks', () => {
  const hooks: readonly Readonly<Record<string, unknown>>[] = parse(
    readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'),
  );

  for (const { id, entry, language, types } of hooks) {
    it(`${id} is a command that works on the files it gets`, async () => {
      assert.deepEqual([language, types], ['node', ['dockerfile']]);
      const [program, ...args] = String(entry).split(' ');
      assert.equal(program, 'strata');
      const folder = commandFolder({ Dockerfile: 'FROM  a:1 as b\n', 'app.dockerfile': 'FROM a:1\n' });
      try {
        const { code, stderr } = await folder.run([...args, 'Dockerfile', 'app.dockerfile']);
        assert.equal(stderr, '');
        assert.ok(code < 2);
      } finally {
        folder.dispose();
      }
    });
  }

  it('are those that the documentation names', () => {
    const guide = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
    for (const { id } of hooks) assert.ok(guide.includes(`id: ${id}`), String(id));
    for (const [, text] of guide.matchAll(/```yaml\n([\s\S]*?)```/g))
      assert.equal(typeof parse(text ?? ''), 'object');
  });
});

describe('what npm packs', () => {
  it('is the command line and what it loads', () => {
    const ignored = readFileSync(join(ROOT, '.npmignore'), 'utf8');
    for (const kept of ['!dist/cli.js', '!dist/cli-*.js', '!dist/tree-sitter*'])
      assert.ok(ignored.includes(kept));
    const { bin, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.equal(bin.strata, './dist/cli.js');
    // pre-commit and npm build it when they pack it.
    assert.equal(scripts.prepack, 'node esbuild.mjs');
    assert.match(readFileSync(join(ROOT, '.npmrc'), 'utf8'), /^foreground-scripts=false$/m);
  });
});
