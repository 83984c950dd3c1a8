import assert from 'node:assert/strict';
import { alignImage } from '../../../server/align/align.ts';
import { buildModel } from '../../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';
import { imageFacts as facts } from '../../kit/imageFacts.ts';

describe('aligning with a long history', () => {
  it('needs no more time than the file and the history are long', function () {
    // What grows with the square of these takes minutes.
    this.timeout(20_000);
    const many = Array.from({ length: 1_500 }, (_, index) => `RUN echo ${index}`);
    const written = (lines: readonly string[]) =>
      lines.map(text => text.replace('RUN', 'RUN /bin/sh -c').concat(' # buildkit'));
    const align = (lines: readonly string[], history: readonly string[]) =>
      alignImage(buildModel(parseDockerfile(`FROM scratch\n${lines.join('\n')}\n`)), facts(history));
    assert.equal(align(many, written(many)).instructions.at(-1)?.layer, 1_499);
    const few = many.slice(0, 300);
    assert.equal(align([...few, 'RUN other'], written(few)).instructions.at(-2)?.layer, 299);
    // More than a call takes arguments.
    assert.equal(align(Array(130_000).fill('USER a'), written(few)).source, 'none');
    assert.equal(align(many, written([...few, 'RUN other'])).source, 'none');
    align(
      Array.from(
        { length: 300 },
        (_, index) => `FROM ${index ? `s${index - 1}` : 'a:1'} AS s${index}\nRUN ${index}x`,
      ),
      written(few),
    );
  });
});
