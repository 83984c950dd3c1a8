import assert from 'node:assert/strict';
import balena from '@balena/dockerignore';
import fc from 'fast-check';
import { createMatcher } from '../../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../../server/ignore/parse.ts';

const name = fc.constantFrom('a', 'b', 'ab', 'abc', '.a', 'a.b');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(names => names.join('/'));
const patternLine = fc
  .tuple(
    fc.constantFrom('', '', '!', '/'),
    fc.array(fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '?', '[ab]', '[^a]', '*.b', '.a'), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.constantFrom('', '', '/'),
  )
  .map(([before, segments, after]) => before + segments.join('/') + after);

describe('matching of generated .dockerignore files', () => {
  it('a walk decides as a single question does', () => {
    fc.assert(
      fc.property(fc.array(patternLine, { maxLength: 6 }), path, (lines, name) => {
        const matcher = createMatcher(lines.join('\n'));
        let state: ReturnType<typeof matcher.decide>['state'] | undefined;
        let ignored = false;
        const segments = name.split('/');
        for (let depth = 1; depth <= segments.length; depth++) {
          ({ ignored, state } = matcher.decide(segments.slice(0, depth).join('/'), state));
        }
        assert.equal(ignored, matcher.ignores(name));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('agrees with another matcher where that one is known to agree with Docker', () => {
    fc.assert(
      fc.property(fc.array(patternLine, { maxLength: 6 }), path, (lines, name) => {
        // An exception for the folder of an earlier, deeper pattern: Docker's walk does not look back.
        if (lines.some(line => line.startsWith('!'))) return;
        const other = balena.default({ ignorecase: false }).add(lines);
        assert.equal(createMatcher(lines.join('\n')).ignores(name), other.ignores(name));
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  it('ten thousand lines cost no more than their length', () => {
    const text = '**/a*b?[c-d]\n!x\n# y\n'.repeat(10_000);
    assert.equal(parseIgnoreFile(text).patterns.length, 20_000);
  });
});
