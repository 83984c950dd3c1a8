import assert from 'node:assert/strict';
import type { CompletionItem } from '../../server/features/completion/item.ts';
import { completionMarkdown, completionsAt } from '../../server/features/completion.ts';
import { FLAGS } from '../../server/features/docs/flags.ts';
import { INSTRUCTION_NAMES, NOT_IN_ONBUILD } from '../../server/features/docs/instructions.ts';
import { MOUNT_KEYS, MOUNT_TYPES } from '../../server/features/docs/mounts.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { atCursor, texts } from './kit.ts';

function items(marked: string): readonly CompletionItem[] {
  const { document, at } = atCursor(marked);
  return completionsAt(document, at, texts)
    .map((item, index) => ({ item, index }))
    .sort((a, b) => a.item.rank - b.item.rank || a.index - b.index)
    .map(({ item }) => item);
}

const labels = (marked: string, kind?: CompletionItem['kind']): readonly string[] =>
  items(marked)
    .filter(item => kind === undefined || item.kind === kind)
    .map(({ label }) => label);

/** The text after the item with the label was chosen. */
function choose(marked: string, label: string): string {
  const { text } = atCursor(marked);
  const item = items(marked).find(candidate => candidate.label === label);
  assert.ok(item, `${label} in ${labels(marked).join(' ')}`);
  return text.slice(0, item.span.start) + item.newText + text.slice(item.span.end);
}

describe('completion of keywords', () => {
  it('an empty file begins with FROM, ARG or a directive, and nothing else is legal', () => {
    assert.deepEqual(labels('<|>', 'keyword'), ['FROM', 'ARG']);
    assert.deepEqual(labels('<|>', 'directive'), ['# syntax=', '# escape=', '# check=']);
    assert.equal(choose('<|>', '# syntax='), '# syntax=docker/dockerfile:1');
    assert.deepEqual(labels('ARG A\n<|>\nFROM a', 'keyword').toSorted(), ['ARG', 'FROM']);
  });

  it('every instruction is offered in a stage, the deprecated one last', () => {
    const found = labels('FROM a\n<|>', 'keyword');
    assert.deepEqual(found.toSorted(), [...INSTRUCTION_NAMES].toSorted());
    assert.equal(found.at(-1), 'MAINTAINER');
  });

  it('every trigger but the forbidden ones is offered below ONBUILD', () => {
    const expected = INSTRUCTION_NAMES.filter(name => !NOT_IN_ONBUILD.includes(name)).toSorted();
    assert.deepEqual(labels('FROM a\nONBUILD <|>', 'keyword').toSorted(), expected);
    assert.deepEqual(labels('FROM a\nONBUILD CO<|>', 'keyword').toSorted(), expected);
    assert.equal(choose('FROM a\nONBUILD CO<|>', 'COPY'), 'FROM a\nONBUILD COPY ');
  });

  it('what the file uses most ranks first', () => {
    assert.deepEqual(labels('FROM a\nUSER x\nENV A=1\nENV B=1\n<|>', 'keyword').slice(0, 3), [
      'ENV',
      'FROM',
      'USER',
    ]);
  });

  it('keywords are written as the file writes them', () => {
    assert.equal(choose('from a\nrun x\nru<|>', 'run'), 'from a\nrun x\nrun ');
    assert.equal(choose('FROM a\nRUN x\nru<|>', 'RUN'), 'FROM a\nRUN x\nRUN ');
  });

  it('arguments behind the cursor stay', () => {
    assert.equal(choose('FROM a\nCP<|> x y', 'COPY'), 'FROM a\nCOPY x y');
    assert.deepEqual(labels('FROM a\nCP<|> x y', 'snippet'), []);
  });

  it('each snippet gives something that BuildKit reads', () => {
    for (const item of items('FROM a\n<|>').filter(({ kind }) => kind === 'snippet')) {
      const text = item.newText.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d/g, '');
      const { errors } = parseDockerfile(`FROM a\n${text}\n`);
      assert.deepEqual(errors, [], text);
    }
  });

  it('nothing is offered in heredocs and behind shell words', () => {
    assert.deepEqual(labels('FROM a\nRUN <<EOF\nCO<|>\nEOF\n'), []);
    assert.deepEqual(labels('FROM a\nRUN echo <|>'), []);
    assert.deepEqual(labels('FROM a\nRUN echo \\\n  CO<|>'), []);
  });

  it('a new line after an instruction is a new instruction, after a continuation it is not', () => {
    assert.ok(labels('FROM a\nRUN x\n<|>').includes('COPY'));
    assert.ok(labels('FROM a\nRUN x\n  <|>').includes('COPY'));
    assert.ok(labels('FROM a\n\n# c\n<|>\n').includes('COPY'));
    assert.deepEqual(labels('FROM a\nRUN x \\\n<|>'), []);
    assert.deepEqual(labels('FROM a\nRUN x \\\n# c\n\n  <|>'), []);
    assert.deepEqual(labels('FROM a\nCOPY \\\n  <|>', 'flag')[0], '--from');
  });
});

describe('completion of flags', () => {
  for (const [instruction, flags] of Object.entries(FLAGS)) {
    it(`every flag of ${instruction}`, () => {
      const all = flags.map(({ name }) => `--${name}`);
      const before = instruction === 'FROM' ? '' : 'FROM a\n';
      for (const typed of ['--<|>', '-<|>', '<|>', '--x<|>', '--x<|>=1 y']) {
        assert.deepEqual(labels(`${before}${instruction} ${typed}`, 'flag'), all, typed);
        assert.deepEqual(labels(`FROM a\nONBUILD ${instruction} ${typed}`, 'flag').length > 0, true, typed);
      }
    });

    it(`a flag of ${instruction} is offered again only when it may be repeated`, () => {
      for (const { name, repeatable } of flags) {
        const offered = labels(`FROM a\n${instruction} --${name}=1 --<|>`, 'flag').includes(`--${name}`);
        assert.equal(offered, repeatable === true, name);
      }
    });
  }

  it('none after the first argument, and none where there are none', () => {
    assert.deepEqual(labels('FROM a\nCOPY x --<|>', 'flag'), []);
    assert.deepEqual(labels('FROM a\nENV --<|>', 'flag'), []);
    assert.deepEqual(labels('FROM a\nNONSENSE --<|>', 'flag'), []);
  });

  it('replace what is typed, with `=` where a value is needed', () => {
    assert.equal(choose('FROM a\nCOPY --fr<|>', '--from'), 'FROM a\nCOPY --from=');
    assert.equal(choose('FROM a\nCOPY --li<|>', '--link'), 'FROM a\nCOPY --link');
    assert.equal(choose('FROM a\nCOPY -<|> a b', '--chown'), 'FROM a\nCOPY --chown= a b');
  });

  it('flags that the file uses rank first', () => {
    assert.equal(labels('FROM a\nCOPY --exclude=x a b\nCOPY --<|>', 'flag')[0], '--exclude');
  });

  it('values of choices, booleans, platforms', () => {
    assert.deepEqual(labels('FROM a\nRUN --network=<|>'), ['default', 'none', 'host']);
    assert.deepEqual(labels('FROM a\nRUN --security=in<|>'), ['sandbox', 'insecure']);
    assert.deepEqual(labels('FROM a\nCOPY --link=<|> a b'), ['true', 'false']);
    assert.ok(labels('FROM --platform=<|> a').includes('linux/arm64'));
    assert.equal(choose('FROM --platform=linux/am<|> a', 'linux/amd64'), 'FROM --platform=linux/amd64 a');
    assert.equal(labels('FROM a\nCOPY --chown=app:app a b\nCOPY --chown=<|>')[0], 'app:app');
  });
});

describe('completion of mounts', () => {
  it('types', () => {
    assert.deepEqual(labels('FROM a\nRUN --mount=type=<|>'), [...MOUNT_TYPES]);
    assert.deepEqual(labels('FROM a\nRUN --mount=target=/x,type=c<|>'), [...MOUNT_TYPES]);
    assert.deepEqual(labels('FROM a\nRUN --mount=sharing=locked,type=<|>'), ['cache']);
    assert.equal(
      choose('FROM a\nRUN --mount=type=ca<|>,target=/x y', 'cache'),
      'FROM a\nRUN --mount=type=cache,target=/x y',
    );
  });

  for (const type of MOUNT_TYPES) {
    it(`the keys of ${type} and no others`, () => {
      const keys = MOUNT_KEYS.filter(key => key.types.includes(type) && key.name !== 'type').map(
        ({ name }) => name,
      );
      assert.deepEqual(labels(`FROM a\nRUN --mount=type=${type},<|>`), keys);
      for (const key of keys) {
        assert.ok(!labels(`FROM a\nRUN --mount=type=${type},${key}=1,<|>`).includes(key), key);
      }
    });
  }

  it('without a type it is a bind; another spelling counts as the key', () => {
    assert.ok(labels('FROM a\nRUN --mount=<|>').includes('type=bind'));
    assert.ok(labels('FROM a\nRUN --mount=target=x,<|>').includes('type'));
    assert.ok(labels('FROM a\nRUN --mount=target=/x,<|>').includes('readwrite'));
    assert.ok(!labels('FROM a\nRUN --mount=dst=/x,<|>').includes('target'));
    assert.ok(!labels('FROM a\nRUN --mount=rw,<|>').includes('readonly'));
    assert.ok(!labels('FROM a\nRUN --mount=<|>,target=/x y').includes('target'));
    assert.deepEqual(labels('FROM a\nRUN --mount=type=nonsense,<|>'), []);
  });

  it('values', () => {
    assert.deepEqual(labels('FROM a\nRUN --mount=type=cache,sharing=<|>'), ['shared', 'private', 'locked']);
    assert.deepEqual(labels('FROM a\nRUN --mount=type=secret,required=<|>'), ['true', 'false']);
    assert.deepEqual(labels('FROM x AS one\nFROM a\nRUN --mount=from=<|>'), ['one']);
    assert.deepEqual(labels('FROM x AS one\nFROM a\nRUN --mount=type=secret,from=<|>'), []);
    assert.equal(
      labels('FROM a\nRUN --mount=type=cache,target=/root/.npm x\nRUN --mount=type=cache,target=<|>')[0],
      '/root/.npm',
    );
  });
});

describe('completion of stages', () => {
  const file = 'FROM a AS one\nFROM b\nFROM c AS three\n';

  it('those above, nearest first, by number where they have no name', () => {
    assert.deepEqual(labels(`${file}COPY --from=<|>`, 'stage'), ['one', '1']);
    assert.deepEqual(labels(`${file}FROM d\nCOPY --from=t<|> a b`, 'stage'), ['three', 'one', '1']);
    assert.deepEqual(labels(`${file}FROM <|>`, 'stage'), ['three', 'one']);
    assert.deepEqual(labels('FROM <|>', 'stage'), []);
    assert.deepEqual(labels(`${file}ONBUILD COPY --from=<|>`, 'stage'), ['one', '1']);
  });

  it('FROM also knows the images of the file, scratch, and AS', () => {
    assert.deepEqual(
      labels('FROM a:1\nFROM <|>').filter(label => !label.startsWith('--')),
      ['a:1', 'scratch'],
    );
    assert.deepEqual(labels('FROM a <|>'), ['AS']);
    assert.deepEqual(labels('from a <|>'), ['as']);
    assert.deepEqual(labels('FROM a AS <|>'), []);
  });
});

describe('completion of variables', () => {
  it('those in scope with their values, those of the file first', () => {
    const marked = 'ARG G=1\nFROM a\nARG A=2\nENV E=3\nLABEL x=$<|>';
    assert.deepEqual(labels(marked).slice(0, 2), ['A', 'E']);
    assert.equal(items(marked).find(({ label }) => label === 'A')?.detail, '2');
    assert.ok(labels('ARG G=1\nFROM a:$<|>').includes('G'));
    assert.ok(labels('FROM --platform=$<|> a').includes('BUILDPLATFORM'));
  });

  it('what a stage has to name first brings its ARG along, above the comments of the instruction', () => {
    const marked = 'ARG G=1\nFROM a\nRUN x\n# about G\nRUN echo $<|>';
    const { text } = atCursor(marked);
    const found = items(marked).filter(({ also }) => also !== undefined);
    assert.deepEqual(found.map(({ label }) => label).slice(0, 2), ['G', 'TARGETPLATFORM']);
    const [global] = found;
    assert.deepEqual(global?.also, { at: text.indexOf('# about'), text: 'ARG G\n' });
    assert.equal(global?.detail, '+ ARG G');
    assert.deepEqual(items('from a\nrun x\nrun echo $<|>').find(({ also }) => also)?.also, {
      at: 13,
      text: 'arg TARGETPLATFORM\n',
    });
    const noARG = (text: string): boolean => items(text).every(({ also }) => also === undefined);
    assert.ok(noARG('ARG G=1\nFROM a:$<|>'));
    assert.ok(noARG('FROM a\nONBUILD RUN echo $<|>'));
    assert.ok(!labels('FROM a\nARG TARGETOS\nRUN $<|>').slice(1).includes('TARGETOS'));
  });

  it('in bodies that are expanded, and not in single quotes or bodies that are not', () => {
    assert.ok(labels('FROM a\nENV A=1\nCOPY <<E /x\nb $<|>\nE').includes('A'));
    assert.ok(labels("FROM a\nENV A=1\nRUN <<'E'\nb ${<|>\nE").includes('A'));
    assert.deepEqual(labels("FROM a\nENV A=1\nCOPY <<'E' /x\nb $<|>\nE"), []);
    assert.deepEqual(labels("FROM a\nENV A=1 B='$<|>'"), []);
    assert.ok(labels('FROM a\nENV A=1\nENV B="it\'s $<|>"').includes('A'));
    assert.ok(labels("FROM a\nENV A=1\nENV B='x' C=$<|>").includes('A'));
  });

  it('only where something expands them', () => {
    const none = (line: string): void =>
      assert.ok(!labels(`FROM a AS b\nENV A=1\n${line}`).includes('A'), line);
    const some = (line: string): void =>
      assert.ok(labels(`FROM a AS b\nENV A=1\n${line}`).includes('A'), line);
    none('FROM c\nCOPY --from=$<|>');
    none('RUN --mount=type=bind,from=$<|>');
    none('RUN --network=$<|>');
    none('COPY --link=$<|>');
    none('HEALTHCHECK --interval=$<|>');
    none('CMD ["echo", "$<|>');
    none('SHELL ["$<|>');
    none('MAINTAINER $<|>');
    some('RUN --mount=type=bind,from=x,target=$<|>');
    some('COPY --chown=$<|>');
    some('ADD --checksum=sha256:$<|>');
    some('COPY ["$<|>');
    some('CMD ["sh", "-c", "exec $<|>');
    some('HEALTHCHECK --interval=5s CMD curl $<|>');
  });

  it('of the image alone in what a container starts', () => {
    const found = labels('ARG G\nFROM a\nARG B=1\nENV E=1\nCMD echo $<|>');
    assert.deepEqual(found, ['E', 'PATH']);
  });

  it('only what is set before the line', () => {
    assert.ok(!labels('FROM a\nLABEL x=$<|>\nENV LATER=1').includes('LATER'));
    assert.ok(!labels('FROM a\nENV SELF=$<|>').includes('SELF'));
  });

  it('the brace is closed unless it is', () => {
    assert.equal(choose('FROM a\nENV ABC=1\nUSER ${A<|>', 'ABC'), 'FROM a\nENV ABC=1\nUSER ${ABC}');
    assert.equal(choose('FROM a\nENV ABC=1\nUSER ${A<|>}', 'ABC'), 'FROM a\nENV ABC=1\nUSER ${ABC}');
    assert.equal(
      choose('FROM a\nENV ABC=1\nRUN echo "x$A<|>"', 'ABC'),
      'FROM a\nENV ABC=1\nRUN echo "x$ABC"',
    );
  });

  it('proxies in RUN, where BuildKit gives them', () => {
    assert.ok(labels('FROM a\nRUN echo $<|>').includes('HTTP_PROXY'));
    assert.ok(!labels('FROM a\nUSER $<|>').includes('HTTP_PROXY'));
  });

  it('modifiers behind a name', () => {
    assert.deepEqual(labels('FROM a\nENV A=1\nUSER ${A:<|>}'), [':-', ':+', ':?']);
    assert.deepEqual(labels('FROM a\nENV A=1\nUSER ${A/<|>}'), ['/', '//']);
    assert.deepEqual(labels('FROM a\nENV A=1\nWORKDIR \\$A<|>'), []);
    assert.deepEqual(labels('# escape=`\nFROM a\nENV A=1\nWORKDIR `$A<|>'), []);
    assert.ok(labels('# escape=`\nFROM a\nENV A=1\nWORKDIR c:\\$A<|>').includes('A'));
  });
});

describe('completion of other words', () => {
  it('HEALTHCHECK takes CMD, or NONE when it has no options', () => {
    assert.deepEqual(labels('FROM a\nHEALTHCHECK <|>', 'keyword'), ['CMD', 'NONE']);
    assert.deepEqual(labels('FROM a\nHEALTHCHECK --retries=1 <|>', 'keyword'), ['CMD']);
    assert.deepEqual(labels('FROM a\nHEALTHCHECK CMD <|>'), ['["executable", "argument"]']);
    assert.deepEqual(labels('FROM a\nhealthcheck <|>', 'keyword'), ['cmd', 'none']);
    assert.deepEqual(labels('FROM a\nHEALTHCHECK NONE <|>'), []);
    assert.deepEqual(labels('FROM a\nHEALTHCHECK CMD x <|>'), []);
  });

  it('signals, shells, labels, users', () => {
    assert.equal(labels('FROM a\nSTOPSIGNAL <|>')[0], 'SIGTERM');
    assert.ok(labels('FROM a\nSHELL <|>').includes('["/bin/bash", "-o", "pipefail", "-c"]'));
    assert.ok(labels('FROM a\nLABEL org.<|>').includes('org.opencontainers.image.source'));
    assert.ok(labels('FROM a\nLABEL a=b \\\n  or<|>').includes('org.opencontainers.image.source'));
    assert.deepEqual(labels('FROM a\nLABEL a=<|>'), []);
    assert.equal(labels('FROM a\nUSER app\nUSER <|>')[0], 'app');
  });

  it('directives at the top, each once, and their values', () => {
    assert.deepEqual(labels('#<|>\nFROM a'), ['# syntax=', '# escape=', '# check=']);
    assert.deepEqual(labels('# syntax=x\n# <|>\nFROM a'), ['# escape=', '# check=']);
    assert.equal(choose('# es<|>\nFROM a', '# escape='), '# escape=\nFROM a');
    assert.deepEqual(labels('# escape=<|>\nFROM a'), ['`', '\\']);
    assert.equal(
      choose('# syntax=do<|>\nFROM a', 'docker/dockerfile:1'),
      '# syntax=docker/dockerfile:1\nFROM a',
    );
    assert.deepEqual(labels('FROM a\n# es<|>'), []);
    assert.deepEqual(labels('FROM a\n# ch<|>'), ['# check=skip=']);
    assert.deepEqual(labels('# a comment\n#ha<|>\nFROM a'), ['# hadolint ignore=']);
    assert.deepEqual(labels('# some words<|>\nFROM a'), []);
  });

  it('the names of checks, each once', () => {
    assert.ok(labels('# check=skip=<|>\nFROM a').includes('JSONArgsRecommended'));
    const marked = 'FROM a\n# check=skip=StageNameCasing,Work<|>\nRUN x';
    assert.ok(!labels(marked).includes('StageNameCasing'));
    assert.equal(
      choose(marked, 'WorkdirRelativePath'),
      'FROM a\n# check=skip=StageNameCasing,WorkdirRelativePath\nRUN x',
    );
  });
});

describe('completion of comments', () => {
  it('the options of check, each once, and what each takes', () => {
    assert.deepEqual(labels('# check=<|>\nFROM a'), ['skip=', 'error=true', 'experimental=']);
    assert.deepEqual(labels('# check=skip=all;<|>\nFROM a'), ['error=true', 'experimental=']);
    assert.deepEqual(labels('# check=skip=all;error=<|>\nFROM a'), ['true', 'false']);
    assert.deepEqual(labels('# check=experimental=<|>\nFROM a'), ['all', 'InvalidDefinitionDescription']);
    assert.deepEqual(labels('# check=nonsense=<|>\nFROM a'), []);
    assert.equal(labels('# check=skip=<|>\nFROM a').length, 23);
    assert.deepEqual(labels('FROM a\n# check=<|>\nRUN x'), ['skip=']);
    assert.equal(
      choose('# check=skip=all;er<|>\nFROM a', 'error=true'),
      '# check=skip=all;error=true\nFROM a',
    );
  });

  it('frontends: those that move on, then versions with what they brought', () => {
    const found = items('# syntax=<|>\nFROM a');
    assert.deepEqual(
      found.slice(0, 3).map(({ label }) => label),
      ['docker/dockerfile:1', 'docker/dockerfile:1-labs', 'docker/dockerfile:1.20'],
    );
    assert.match(found[2]?.detail ?? '', /COPY --parents/);
    assert.ok(!found.some(({ label }) => /\d-labs$/.test(label) && !label.endsWith(':1-labs')));
    assert.deepEqual(labels('FROM a\n# syntax=<|>'), []);
  });

  it('the names of hadolint, with what they are about', () => {
    const marked = 'FROM a\n# hadolint ignore=DL3008,DL30<|>\nRUN x';
    assert.ok(!labels(marked).includes('DL3008'));
    assert.equal(choose(marked, 'DL3009'), 'FROM a\n# hadolint ignore=DL3008,DL3009\nRUN x');
    const item = items(marked).find(({ label }) => label === 'DL3009');
    assert.match(item ? (completionMarkdown(item, texts) ?? '') : '', /hadolint\/wiki\/DL3009/);
  });
});

describe('completion of here-documents', () => {
  it('a name with its body where nothing follows, those of the file first', () => {
    assert.equal(choose('FROM a\nRUN <<<|>', 'EOF'), 'FROM a\nRUN <<EOF\n$0\nEOF');
    assert.equal(choose('FROM a\nCOPY <<E<|>', 'EOF'), 'FROM a\nCOPY <<EOF ${1:/path}\n$0\nEOF');
    assert.equal(choose('FROM a\nONBUILD RUN <<-<|>', 'EOF'), 'FROM a\nONBUILD RUN <<-EOF\n$0\nEOF');
    assert.deepEqual(labels('FROM a\nRUN <<SQL\nx\nSQL\nRUN <<<|>'), ['SQL', 'EOF', 'EOT']);
  });

  it('the name alone in quotes, before other words, and beside another', () => {
    assert.equal(choose("FROM a\nRUN <<'<|>", 'EOF'), "FROM a\nRUN <<'EOF'");
    assert.equal(choose("FROM a\nRUN <<'<|>'", 'EOF'), "FROM a\nRUN <<'EOF'");
    assert.equal(choose('FROM a\nCOPY <<<|> /x', 'EOF'), 'FROM a\nCOPY <<EOF /x');
    assert.ok(!labels('FROM a\nRUN <<EOF <<<|>\nEOF').includes('EOF'));
    assert.deepEqual(labels('FROM a\nENV A=<<<|>'), []);
    assert.deepEqual(labels('FROM a\nRUN <<<<|>'), []);
  });

  it('the line that ends a body without end', () => {
    assert.equal(choose('FROM a\nRUN <<EOF\nx\nE<|>', 'EOF'), 'FROM a\nRUN <<EOF\nx\nEOF');
    assert.equal(choose('FROM a\nRUN <<-EOF\nx\n\t<|>', 'EOF'), 'FROM a\nRUN <<-EOF\nx\n\tEOF');
    assert.deepEqual(labels('FROM a\nRUN <<EOF\nx\n<|>\nEOF'), []);
    assert.deepEqual(labels('FROM a\nRUN <<EOF\nx\n  <|>'), []);
  });
});

describe('completion of what people write', () => {
  it('a mount begins with its type and the key that belongs to it', () => {
    assert.equal(choose('FROM a\nRUN --mount=<|>', 'type=cache'), 'FROM a\nRUN --mount=type=cache,target=');
    assert.equal(choose('FROM a\nRUN --mount=ty<|>', 'type=secret'), 'FROM a\nRUN --mount=type=secret,id=');
    assert.ok(!labels('FROM a\nRUN --mount=target=/x,<|>').includes('type=cache'));
  });

  it('caches of package managers, those of the file and of the base image first', () => {
    const marked =
      'FROM golang:1 AS b\nRUN --mount=type=cache,target=/own x\nRUN --mount=type=cache,target=<|>';
    assert.deepEqual(labels(marked).slice(0, 3), ['/own', '/go/pkg/mod', '/root/.cache/go-build']);
    assert.deepEqual(labels('FROM a\nRUN --mount=type=bind,target=<|>'), []);
  });

  it('what stands behind the cursor is not taken for an image', () => {
    assert.ok(!labels('FROM <|> AS x').includes('AS'));
  });

  it('the exec form, licences, volumes, the rest of a shell', () => {
    assert.equal(
      choose('FROM a\nCMD <|>', '["executable", "argument"]'),
      'FROM a\nCMD ["${1:executable}"$0]',
    );
    assert.deepEqual(labels('FROM a\nCMD x <|>'), []);
    assert.equal(
      choose('FROM a\nLABEL org.opencontainers.image.licenses="<|>"', 'MIT'),
      'FROM a\nLABEL org.opencontainers.image.licenses="MIT"',
    );
    assert.deepEqual(labels('FROM a\nVOLUME /a /b\nVOLUME /a <|>'), ['/b', '/data']);
    assert.equal(
      choose('FROM a\nSHELL ["pw<|>', '["pwsh", "-Command"]'),
      'FROM a\nSHELL ["pwsh", "-Command"]',
    );
  });
});

describe('completion items', () => {
  it('everything with a topic has documentation, given only when asked for', () => {
    for (const marked of [
      'FROM a\n<|>',
      'FROM a\nRUN --<|>',
      'FROM a\nRUN --mount=<|>',
      'FROM a\nENV A=1\nUSER $<|>',
      '#<|>',
    ]) {
      for (const item of items(marked)) {
        if (!item.topic && item.markdown === undefined) continue;
        assert.ok((completionMarkdown(item, texts) ?? '').length > 0, item.label);
      }
    }
  });

  it('spans end at the cursor and stay on its line', () => {
    for (const marked of [
      'FROM a\nCOPY --fr\\\nom<|>',
      'FROM a\nRUN --mount=type=\\\ncache,ta<|>',
      'FROM a\nUSER $AB\\\nC<|>',
      'FROM a\r\nEN<|>\r\n',
    ]) {
      const { at, text } = atCursor(marked);
      for (const { span } of items(marked)) {
        assert.equal(span.end, at);
        assert.ok(!text.slice(span.start, span.end).includes('\n'), marked);
      }
    }
  });
});

describe('completion of variables in PowerShell', () => {
  const before = 'FROM a\nSHELL ["pwsh", "-Command"]\nENV ABC=1\n';

  it('is behind env:, written or not', () => {
    assert.equal(choose(`${before}RUN echo $A<|>`, 'ABC'), `${before}RUN echo $env:ABC`);
    assert.equal(choose(`${before}RUN echo $env:A<|>`, 'ABC'), `${before}RUN echo $env:ABC`);
    assert.equal(choose(`${before}RUN echo \${env:<|>`, 'ABC'), `${before}RUN echo \${env:ABC}`);
    assert.equal(choose(`${before}WORKDIR $A<|>`, 'ABC'), `${before}WORKDIR $ABC`);
    assert.deepEqual(labels('FROM a\nENV ABC=1\nRUN echo $env:A<|>'), []);
  });
});
