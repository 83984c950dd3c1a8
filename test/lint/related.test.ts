import assert from 'node:assert/strict';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

/** What each finding of a rule is tied to: the text of the place, and the words beside it. */
function related(text: string, rule: string): readonly string[] {
  const file = parseDockerfile(text);
  return lint({ file, model: buildModel(file) }, { only: new Set([rule]) }).map(found =>
    found.related
      ? `${text.slice(found.related.span.start, found.related.span.end)} | ${formatMessage(found.related.message)}`
      : 'nothing',
  );
}

describe('the other place that a finding speaks of', () => {
  it('is the instruction on the line that its message names', () => {
    assert.deepEqual(related('FROM a:1 AS b\n\nFROM c:1 AS b\n', 'duplicate-stage-name'), [
      'FROM a:1 AS b | The FROM on line 1',
    ]);
    assert.deepEqual(related('FROM a:1\r\nCMD ["b"]\r\n  CMD \\\r\n  ["c"]\r\n', 'overridden-instruction'), [
      'CMD \\ | The CMD on line 3',
    ]);
  });

  it('is a line where no instruction starts, and nothing where it is the finding itself', () => {
    assert.deepEqual(related('FROM a:1\nRUN b \\\n\n  c\n', 'empty-continuation-line'), [' | Line 3']);
    assert.deepEqual(related('FROM a:1 as b\n', 'mixed-case-from-as'), ['nothing']);
  });
});
