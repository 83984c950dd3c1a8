import assert from 'node:assert/strict';
import { completionsAt } from '../../../server/features/completion.ts';
import { hoverAt } from '../../../server/features/hover.ts';
import { decodeBytes } from '../../../server/syntax/bytes.ts';
import { generateDockerfile } from '../../syntax/differential/generate.ts';
import { randomOf } from '../../syntax/differential/random.ts';
import { documentOf, texts } from '../kit.ts';

describe('what is asked anywhere in odd Dockerfiles', () => {
  const each = (seed: number, check: (text: string, at: number) => void): void => {
    for (let index = 0; index < 120; index++) {
      const random = randomOf(seed * 1000 + index);
      const text = decodeBytes(generateDockerfile(random, index % 2 === 0 ? 'soup' : 'wild')).slice(0, 5000);
      for (let left = 5; left > 0; left--) check(text, random.below(text.length + 1));
    }
  };

  it('proposals replace what stands before the cursor on its line, and edit nothing else but lines above', () => {
    each(1, (text, at) => {
      for (const { span, also, label } of completionsAt(documentOf(text), at, texts)) {
        const where = `${label} at ${at} of ${JSON.stringify(text)}`;
        assert.equal(span.end, at, where);
        assert.ok(!text.slice(span.start, at).includes('\n'), where);
        assert.ok(!also || also.at <= text.lastIndexOf('\n', span.start - 1) + 1, where);
      }
    });
  });

  it('a hover stands where the mouse is', () => {
    each(2, (text, at) => {
      const span = hoverAt(documentOf(text), at, texts)?.span;
      assert.ok(!span || (span.start <= at && at <= span.end), `${at} of ${JSON.stringify(text)}`);
    });
  });
});
