import assert from 'node:assert/strict';
import { readStepText, stepLabel } from '../../client/views/stepText.ts';

describe('the instruction behind a history entry', () => {
  const cases: readonly [createdBy: string, keyword: string, text: string][] = [
    ['RUN /bin/sh -c apk add --no-cache curl # buildkit', 'RUN', 'apk add --no-cache curl'],
    ['RUN |2 A=1 B=two /bin/sh -c make install # buildkit', 'RUN', 'make install'],
    ['RUN |1 GREETING=hello world /bin/sh -c echo $GREETING # buildkit', 'RUN', 'echo $GREETING'],
    ['COPY . /app # buildkit', 'COPY', '. /app'],
    ['ENV PATH=/usr/bin:/bin', 'ENV', 'PATH=/usr/bin:/bin'],
    ['CMD ["node" "server.js"]', 'CMD', '["node" "server.js"]'],
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD', '["sh"]'],
    ['/bin/sh -c #(nop) COPY file:9a8b in /etc/app ', 'COPY', 'file:9a8b in /etc/app'],
    ['/bin/sh -c apt-get update', 'RUN', 'apt-get update'],
    ['|1 WHO=x /bin/sh -c echo $WHO', 'RUN', 'echo $WHO'],
    ['/bin/bash -c set -e; make', 'RUN', 'set -e; make'],
    ['/bin/busybox --install -s /bin', '', '/bin/busybox --install -s /bin'],
    ['bazel build //app:image', '', 'bazel build //app:image'],
    ['RUNNER setup', '', 'RUNNER setup'],
    ['', '', ''],
  ];
  for (const [createdBy, keyword, text] of cases) {
    it(JSON.stringify(createdBy), () => assert.deepEqual(readStepText(createdBy), { keyword, text }));
  }

  it('keeps the lines of a heredoc, and one line in the label', () => {
    const step = readStepText('RUN /bin/sh -c <<EOF (set -e\n\techo 1...)\nset -e\necho 1\nEOF # buildkit');
    assert.equal(step.text, '<<EOF (set -e\n\techo 1...)\nset -e\necho 1\nEOF');
    assert.equal(stepLabel(step), 'RUN <<EOF (set -e echo 1...) set -e echo 1 EOF');
  });

  it('cuts a label that would not fit anywhere', () => {
    const label = stepLabel(readStepText(`RUN /bin/sh -c ${'x'.repeat(1_000_000)}`), 40);
    assert.equal(label.length, 40);
    assert.ok(label.endsWith('…'));
  });
});
