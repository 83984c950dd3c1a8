import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reconstructDockerfile } from '../../../server/align/reconstruct.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';

describe('a Dockerfile from a generated history', () => {
  it('can be read, whatever the history holds', () => {
    const words = fc.constantFrom(
      ...[
        'RUN ',
        'COPY ',
        'CMD ',
        '[',
        ']',
        '"',
        '\\',
        '\n',
        '<<EOF',
        'EOF',
        '/bin/sh -c ',
        '#(nop) ',
        '$',
        '=',
        ' ',
      ],
      ...[
        'ENV ',
        'HEALTHCHECK &{["',
        'a',
        '|1 ',
        'ONBUILD ',
        'VOLUME ',
        '# x',
        'LABEL ',
        'USER ',
        'WORKDIR ',
      ],
    );
    const texts = fc.array(words, { maxLength: 8 }).map(list => list.join(''));
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 4 }), created => {
        const history = created.map(createdBy => ({ createdBy, comment: '', empty: false }));
        const { errors } = parseDockerfile(reconstructDockerfile(history, []));
        assert.deepEqual(
          errors.filter(({ phase }) => phase === 'read'),
          [],
        );
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
