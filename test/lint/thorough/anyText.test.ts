import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lint } from '../../../server/lint/run.ts';
import { buildModel } from '../../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';
import { generateCase } from '../differential/generate.ts';

function check(text: string) {
  const file = parseDockerfile(text);
  const surroundings = { dockerignore: 'a\n' };
  return lint({ file, model: buildModel(file), surroundings }, { preset: 'all' });
}

describe('lint', () => {
  it('survives any text, with every span inside it', () => {
    const broken = fc
      .tuple(fc.nat(500), fc.nat(1000), fc.nat(40), fc.string({ maxLength: 5, unit: 'binary' }))
      .map(([seed, at, length, inserted]) => {
        const text = generateCase(seed).dockerfile;
        const from = at % text.length;
        return text.slice(0, from) + inserted + text.slice(from + length);
      });
    fc.assert(
      fc.property(fc.oneof(broken, fc.string({ unit: 'binary' })), text => {
        let last = 0;
        for (const { span, fixes } of check(text)) {
          for (const { start, end } of [
            span,
            ...fixes.flatMap(({ edits }) => edits.map(edit => edit.span)),
          ]) {
            assert.ok(0 <= start && start <= end && end <= text.length, `${start} ${end} in ${text.length}`);
          }
          assert.ok(span.start >= last);
          last = span.start;
        }
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
