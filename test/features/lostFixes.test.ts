import assert from 'node:assert/strict';
import { lostFixes } from '../../server/features/lostFixes.ts';
import { shellCode } from '../../server/lint/shell/code.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

/** Each fix by its kind, with the text after it; the writer's line is marked with `#w` above it, the taker's with `#t`. */
function fixesOf(text: string, paths: readonly string[], deleted = true): Record<string, string> {
  const file = parseDockerfile(text);
  const model = buildModel(file);
  const below = (mark: string) => {
    const line = text.split('\n').indexOf(mark);
    const found = file.instructions.find(({ lines }) => lines.first > line);
    assert.ok(line >= 0 && found, mark);
    return found;
  };
  const [writer, taker] = [below('#w'), below('#t')];
  const between = file.instructions.filter(({ start }) => start > writer.start && start < taker.start);
  const found = lostFixes({ file, model }, shellCode(file, model), {
    ...{ writer, taker, between, deleted },
    paths: paths.map(path => ({ path })),
  });
  return Object.fromEntries(
    found.map(({ kind, edits }) => [
      kind,
      edits
        .toSorted((a, b) => b.span.start - a.span.start)
        .reduce((now, { span, newText }) => now.slice(0, span.start) + newText + now.slice(span.end), text)
        .replace(/^#[wt]\n/gm, ''),
    ]),
  );
}

const move = (text: string, paths = ['tmp/x']): string | undefined => fixesOf(text, paths).move;

describe('bytes that a later line takes back', () => {
  it('of the line right before: both are joined', () => {
    assert.deepEqual(fixesOf('FROM a:1\n#w\nRUN make\n#t\nRUN rm /tmp/x\n', ['tmp/x']), {
      join: 'FROM a:1\nRUN make \\\n    && rm /tmp/x\n',
    });
    // Written anew: it depends on what runs whether that can be spared, but one layer holds it once.
    assert.deepEqual(Object.keys(fixesOf('FROM a:1\n#w\nRUN a\n#t\nRUN b\n', ['x'], false)), ['join']);
  });

  it('are deleted where they are written, when nothing between sees them', () => {
    assert.equal(
      move('FROM a:1\n#w\nRUN make\nENV A=b\nCOPY . /app\n#t\nRUN rm -rf /tmp/*\nCMD x\n'),
      'FROM a:1\nRUN make && rm -rf /tmp/*\nENV A=b\nCOPY . /app\nCMD x\n',
    );
    assert.equal(
      move('FROM a:1\n#w\nRUN a; b\n#t\nRUN rm /tmp/x && \\\n    c\n'),
      'FROM a:1\nRUN a; b; rm /tmp/x\nRUN c\n',
    );
    assert.equal(
      move('FROM a:1\n#w\nRUN a && \\\n    b\nWORKDIR /srv\n#t\nRUN rm -f /tmp/x /tmp/y\n'),
      'FROM a:1\nRUN a && \\\n    b && \\\n    rm -f /tmp/x /tmp/y\nWORKDIR /srv\n',
    );
  });

  it('stay where they are when something between may need them, or they come from elsewhere', () => {
    for (const between of [
      'RUN test -f /tmp/x',
      'COPY . /tmp',
      'COPY . /',
      'COPY . $TARGET',
      'WORKDIR /tmp/x/y',
      'USER app',
      'VOLUME /tmp',
      'SHELL ["/bin/bash", "-c"]',
    ]) {
      assert.equal(move(`FROM a:1\n#w\nRUN make\n${between}\n#t\nRUN rm -rf /tmp/x\n`), undefined, between);
    }
    for (const taker of [
      'rm -rf x',
      'rm -rf $X/x',
      'rm -rf ~/x',
      'install /tmp/x && rm -rf /tmp/x',
      'rm -rf /tmp/x || true',
      'rm -rf /tmp/x > /log',
      'mv /tmp/x /y',
      '--mount=type=cache,target=/c rm -rf /tmp/x',
    ]) {
      assert.equal(move(`FROM a:1\n#w\nRUN make\nENV A=b\n#t\nRUN ${taker}\n`), undefined, taker);
    }
    for (const writer of [
      '--mount=type=cache,target=/tmp make',
      'exec make',
      '["make"]',
      '<<E\nmake <<F\nF\nE',
    ]) {
      const fixed = move(`FROM a:1\n#w\nRUN ${writer}\nENV A=b\n#t\nRUN rm -rf /tmp/x\n`);
      assert.ok(fixed === undefined || !/exec make|"make"|target=\/tmp/.test(fixed), `${writer}: ${fixed}`);
    }
    assert.deepEqual(fixesOf('FROM a:1\n#w\nRUN a\nFROM b:1\n#t\nRUN rm /tmp/x\n', ['tmp/x']), {});
    assert.deepEqual(fixesOf('FROM a:1\n#w\nRUN a\nENV A=b\n#t\nRUN rm /tmp/x\n', ['tmp/x'], false), {});
  });

  it('of package managers are kept in a cache mount by all that may use them', () => {
    const apt =
      'FROM a:1\n#w\nRUN apt-get update\nRUN apt-get install -y b\n#t\nRUN rm -rf /var/lib/apt/lists/*\n';
    const mount = '--mount=type=cache,target=/var/lib/apt/lists,sharing=locked';
    assert.deepEqual(fixesOf(apt, ['var/lib/apt/lists/a']), {
      cache: `FROM a:1\nRUN ${mount} apt-get update\nRUN ${mount} apt-get install -y b\nRUN rm -rf /var/lib/apt/lists/*\n`,
    });
    assert.deepEqual(fixesOf(apt, ['var/lib/apt/lists/a', 'opt/x']), {});
    assert.deepEqual(fixesOf(apt.replace('#w', 'USER app\n#w'), ['var/lib/apt/lists/a']), {});
  });

  it('of a copy are left out of it', () => {
    const copy =
      'FROM a:1\nWORKDIR /app\n#w\nCOPY --chown=1 . .\nENV A=b\n#t\nRUN rm -rf /app/tests /app/docs/\n';
    assert.deepEqual(fixesOf(copy, ['app/tests/a']), {
      exclude:
        'FROM a:1\nWORKDIR /app\nCOPY --chown=1 --exclude=tests --exclude=docs . .\nENV A=b\nRUN rm -rf /app/tests /app/docs/\n',
    });
    for (const other of [
      copy.replace('ENV A=b', 'RUN make'),
      copy.replace('. .', 'src .'),
      copy.replace('. .', 'a b /app/'),
      copy.replace('-rf', '-r'),
      copy.replace('/app/tests /app/docs/', '/app'),
      copy.replace('/app/tests /app/docs/', '/application/x'),
      copy.replace('/app/tests /app/docs/', '/app/*'),
      copy.replace('COPY --chown=1', 'ADD'),
    ])
      assert.deepEqual(fixesOf(other, ['app/tests/a']), {}, other);
  });
});
