import assert from 'node:assert/strict';
import { reconstructDockerfile } from '../../server/align/reconstruct.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

const HASH = 'ab'.repeat(32);

function reconstruct(...created: readonly string[]): string {
  const history = created.map(createdBy => ({ createdBy, comment: '', empty: false }));
  const text = reconstructDockerfile(history, ['From history.']);
  const file = parseDockerfile(text);
  assert.deepEqual([file.errors, buildModel(file).errors], [[], []], text);
  assert.ok(text.startsWith('# From history.\n\nFROM scratch\n'));
  return text.slice('# From history.\n\nFROM scratch\n'.length);
}

describe('a Dockerfile from the history of an image', () => {
  it('has the instructions of BuildKit as they were written', () => {
    assert.equal(
      reconstruct(
        'ENV A=b C=d e F=$x"y',
        'WORKDIR /app',
        'COPY --chown=1:1 a b ./ # buildkit',
        'RUN |1 V=1 /bin/sh -c make all # buildkit',
        'RUN /bin/sh -c echo one\n  echo two\n # buildkit',
        'RUN /bin/sh -c cat <<A > /a\nx\nA # buildkit',
        'EXPOSE map[80/tcp:{} 90/udp:{}]',
        'VOLUME [/v1 /v2]',
        'SHELL [/bin/bash -ec]',
        'HEALTHCHECK &{["CMD-SHELL" "curl \\"x\\""] "3s" "0s" "0s" \'\\x00\'}',
        'ENTRYPOINT ["/bin/sh" "a b"]',
        'CMD ["/bin/sh" "-c" "echo \\"x\\""]',
      ),
      `ENV A=b C="d e" F="\\$x\\"y"
WORKDIR /app
COPY --chown=1:1 a b ./
RUN make all
RUN <<'EOF'
echo one
  echo two
EOF
RUN cat <<A > /a
x
A
EXPOSE 80/tcp 90/udp
VOLUME ["/v1","/v2"]
SHELL ["/bin/bash","-ec"]
HEALTHCHECK --interval=3s CMD curl "x"
ENTRYPOINT ["/bin/sh", "a b"]
CMD ["/bin/sh", "-c", "echo \\"x\\""]
`,
    );
  });

  it('tells of older builders what they wrote down, and of others their words', () => {
    assert.equal(
      reconstruct(
        `/bin/sh -c #(nop) ADD file:${HASH} in / `,
        '/bin/sh -c #(nop)  CMD ["sh"]',
        `/bin/sh -c #(nop) COPY --chown=1:1file:${HASH} in /my app/ `,
        '/bin/sh -c apt-get update',
        'Application Layer\nof a buildpack',
        '',
      ),
      `# file:${HASH}
ADD ["file:${'ab'.repeat(9)}a","/"]
CMD ["sh"]
# file:${HASH}
COPY --chown=1:1 ["file:${'ab'.repeat(9)}a","/my app/"]
RUN apt-get update
# Application Layer of a buildpack
`,
    );
  });
});
