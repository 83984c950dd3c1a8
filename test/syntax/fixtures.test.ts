import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { buildModel } from '../../server/semantics/model.ts';
import { decodeBytes } from '../../server/syntax/bytes.ts';
import { dumpBuildkit } from '../../server/syntax/dump.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { quote } from '../../server/syntax/quote.ts';
import type { Dockerfile, SyntaxError as Problem } from '../../server/syntax/tree.ts';

/**
 * What BuildKit itself said of each file: its parser's dump (null where it is too long to keep), line ranges and
 * error; name, descriptor, expansion, chomping and body of each here-document; and the error of the whole check.
 */
interface Expected {
  readonly dump: string | null;
  readonly lines: readonly (readonly [number, number])[];
  readonly error: string | null;
  readonly heredocs?: readonly string[];
  readonly refused: string | null;
}

const folder = new URL('../fixtures/syntax/', import.meta.url);
const expected: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
);

describe('Dockerfiles that other parsers get wrong', () => {
  it('has an expectation for each fixture', () => {
    const files = readdirSync(folder).flatMap(name => /^(.*)\.Dockerfile$/.exec(name)?.[1] ?? []);
    assert.deepEqual(files.sort(), Object.keys(expected).sort());
  });

  for (const [name, told] of Object.entries(expected)) {
    it(name, () => {
      const file = parseDockerfile(decodeBytes(readFileSync(new URL(`${name}.Dockerfile`, folder))));
      const reading = dumpBuildkit(file);
      assert.equal(reading.error, told.error);
      if (told.dump !== null) assert.equal(reading.dump, told.dump);
      assert.deepEqual(reading.lines, told.lines);
      if (told.error === null) assert.deepEqual(heredocs(file), told.heredocs ?? []);
      const problems = [...file.errors, ...buildModel(file, KNOWN).errors];
      assert.equal(firstOf(problems) ?? null, told.refused);
    });
  }
});

/** As the files were read by BuildKit: on this platform, with a base image that brings nothing of its own. */
const KNOWN = {
  buildPlatform: 'linux/amd64',
  targetPlatform: 'linux/amd64',
  baseImage: () => ({ environment: new Map([['PATH', '/bin']]), workdir: '/' }),
};

/** What BuildKit comes upon first: it reads the whole file, then looks at all instructions, then makes steps. */
function firstOf(problems: readonly Problem[]): string | undefined {
  for (const phase of ['read', 'instruction', 'build']) {
    const first = problems.find(problem => problem.phase === phase);
    if (first) return first.buildkit;
  }
  return undefined;
}

function heredocs({ text, instructions }: Dockerfile): readonly string[] {
  return instructions
    .flatMap(instruction => (instruction.trigger ?? instruction).heredocs)
    .map(({ name, fd, expand, chomp, body }) => {
      return `${quote(name)} ${fd} ${expand} ${chomp} ${quote(text.slice(body.start, body.end))}`;
    });
}
