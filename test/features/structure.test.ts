import assert from 'node:assert/strict';
import { buildInputs } from '../../server/features/buildInputs.ts';
import { formatBytes } from '../../server/features/bytes.ts';
import { folds } from '../../server/features/folding.ts';
import { imagePage } from '../../server/features/images/page.ts';
import { links } from '../../server/features/links.ts';
import { selectionAt } from '../../server/features/selection.ts';
import { semanticTokens } from '../../server/features/semanticTokens.ts';
import { signatureAt } from '../../server/features/signature.ts';
import { type OutlineSymbol, outline } from '../../server/features/symbols.ts';
import { readMarked } from '../kit/markers.ts';
import { atCursor, documentOf, markedAt, texts } from './kit.ts';

describe('outline', () => {
  const draw = (symbols: readonly OutlineSymbol[], indent = ''): string =>
    symbols
      .map(
        ({ name, detail, children }) =>
          `${indent}${name}${detail && ` · ${detail}`}\n${draw(children, `${indent}  `)}`,
      )
      .join('');

  it('stages hold their instructions with their arguments', () => {
    const text = `ARG V=1
FROM --platform=x a:$V AS one
ENV A=1 B="2 3"
RUN --mount=type=cache,target=/x npm ci \\
    && true
FROM one
EXPOSE 80 443/udp
ONBUILD COPY --from=x a b
CMD ["a", "b"]
maintainer me
`;
    assert.equal(
      draw(outline(documentOf(text))),
      `ARG · V=1
one · a:$V
  ENV
    A · 1
    B · "2 3"
  RUN · npm ci && true
one · 1
  EXPOSE · 80 443/udp
    80
    443/udp
  ONBUILD · COPY --from=x a b
    COPY · a b
  CMD · ["a", "b"]
  MAINTAINER · me
`,
    );
  });

  it('heredocs are rows; long arguments are shortened; a file without FROM has an outline', () => {
    assert.equal(
      draw(outline(documentOf('FROM a\nRUN <<EOF cat\nx\nEOF\n'))),
      'a · 0\n  RUN · <<EOF cat\n    EOF\n',
    );
    assert.equal(draw(outline(documentOf(`RUN ${'x'.repeat(200)}`))), `RUN · ${'x'.repeat(80)}…\n`);
    assert.equal(draw(outline(documentOf('FROM'))), 'FROM 0 · 0\n');
    assert.equal(draw(outline(documentOf(''))), '');
  });

  it('what is selected lies within what is spanned, children within parents', () => {
    const check = (symbol: OutlineSymbol): void => {
      assert.ok(
        symbol.span.start <= symbol.selection.start && symbol.selection.end <= symbol.span.end,
        symbol.name,
      );
      for (const child of symbol.children) {
        assert.ok(symbol.span.start <= child.span.start && child.span.end <= symbol.span.end, child.name);
        check(child);
      }
    };
    const text = 'ARG A\nFROM a AS b\nENV A=1 B=2\nONBUILD RUN <<X\ny\nX\nFROM\nRUN <<EOF\nfoo';
    for (const symbol of outline(documentOf(text))) check(symbol);
  });
});

describe('the outline', () => {
  it('has a name for each row', () => {
    const names = outline(documentOf('\\\n\nFROM a\n\\\n\n')).flatMap(({ name, children }) => [
      name,
      ...children.map(child => child.name),
    ]);
    assert.deepEqual(names, ['a']);
  });
});

describe('folding', () => {
  const lines = (text: string): string =>
    folds(documentOf(text))
      .map(({ first, last, kind }) => `${first}-${last}${kind ? ` ${kind}` : ''}`)
      .join(', ');

  it('stages, long instructions, heredocs and comments', () => {
    assert.equal(lines('FROM a\nRUN x\n\nFROM b\nRUN x \\\n y\n'), '0-1, 3-5, 4-5');
    assert.equal(lines('FROM a\nRUN <<A <<B\n1\nA\n2\nB\nRUN x'), '0-6, 1-5, 1-2, 3-5');
    // No two share a line but where one holds the other: editors drop the second.
    assert.equal(lines('FROM a\nRUN <<A\n1\nCOPY <<B <<C /x\n2\n'), '0-4, 1-2, 3-4');
    assert.equal(lines('FROM a\nCOPY <<B <<C /x\n2\nB\n3'), '0-4, 1-4, 1-2, 3-4');
    assert.equal(lines('FROM a\nRUN <<A\n1\nA\nCOPY <<B'), '0-4, 1-3');
    assert.equal(lines('# a\n# b\n\n# c\nFROM a'), '0-1 comment');
    assert.equal(lines('FROM a\n# region x\nRUN y\n# endregion\n'), '0-2, 1-3 region');
    assert.equal(lines('FROM a\nONBUILD RUN <<A\n1\nA\n'), '0-3, 1-3');
    assert.equal(lines('FROM a\r\nRUN x \\\r\n y\r\n'), '0-2, 1-2');
    assert.equal(lines('FROM a'), '');
  });
});

describe('selection', () => {
  const around = (marked: string): readonly string[] => {
    const { document, at, text } = atCursor(marked);
    return selectionAt(document, at).map(({ start, end }) => text.slice(start, end));
  };

  it('grows from the word to the file', () => {
    assert.deepEqual(around('FROM a AS one\nRUN --mount=type=ca<|>che,id=x apt update\nFROM b'), [
      'cache',
      'type=cache',
      'type=cache,id=x',
      '--mount=type=cache,id=x',
      'RUN --mount=type=cache,id=x apt update',
      'FROM a AS one\nRUN --mount=type=cache,id=x apt update',
      'FROM a AS one\nRUN --mount=type=cache,id=x apt update\nFROM b',
    ]);
    assert.deepEqual(around('FROM a\nENV A="b<|>c" D=e'), [
      'bc',
      '"bc"',
      'A="bc"',
      'A="bc" D=e',
      'ENV A="bc" D=e',
      'FROM a\nENV A="bc" D=e',
    ]);
    assert.deepEqual(around('FROM a\nCMD ["x", "y<|> z"]').slice(0, 4), [
      'y',
      '"y z"',
      '"x", "y z"',
      'CMD ["x", "y z"]',
    ]);
  });
});

describe('links', () => {
  it('stand on images, URLs and syntax directives', () => {
    const marked = `# syntax=«docker/dockerfile:1»
ARG V=1
FROM «node:$V» AS one
FROM $UNSET
FROM one
COPY --from=«ghcr.io/a/b:1» x y
COPY --from=0 x y
ADD «https://example.com/x.tar» «git@github.com:a/b.git#main» local /z/
`;
    const { text } = readMarked(marked);
    const found = links(documentOf(text));
    assert.equal(
      markedAt(
        text,
        found.map(({ span }) => span),
      ),
      marked,
    );
    assert.deepEqual(
      found.map(({ url }) => url),
      [
        'https://hub.docker.com/r/docker/dockerfile',
        'https://hub.docker.com/_/node',
        'https://github.com/a/b/pkgs/container/b',
        'https://example.com/x.tar',
        'https://github.com/a/b',
      ],
    );
  });

  const pages: readonly (readonly [string, string | undefined])[] = [
    ['node', 'https://hub.docker.com/_/node'],
    ['library/node:24', 'https://hub.docker.com/_/node'],
    ['bitnami/redis@sha256:abc', 'https://hub.docker.com/r/bitnami/redis'],
    ['docker.io/library/node', 'https://hub.docker.com/_/node'],
    ['docker.io/bitnami/redis', 'https://hub.docker.com/r/bitnami/redis'],
    ['quay.io/a/b:1', 'https://quay.io/repository/a/b'],
    ['ghcr.io/a/b/c:1', 'https://github.com/a/b/pkgs/container/b%2Fc'],
    ['mcr.microsoft.com/dotnet/sdk:9.0', 'https://mcr.microsoft.com/artifact/mar/dotnet/sdk'],
    ['public.ecr.aws/docker/library/node', 'https://gallery.ecr.aws/docker/library/node'],
    ['gcr.io/distroless/static', 'https://gcr.io/distroless/static'],
    ['registry.gitlab.com/a/b/c', 'https://gitlab.com/a/b/container_registry'],
    ['eu.gcr.io/p/a:1', 'https://eu.gcr.io/p/a'],
    ['europe-west1-docker.pkg.dev/p/r/a:1', 'https://europe-west1-docker.pkg.dev/p/r/a'],
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1',
      'https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/123456789012/team/app?region=eu-west-1',
    ],
    ['dhi.io/node:24', 'https://hub.docker.com/hardened-images/catalog/dhi/node'],
    ['cgr.dev/chainguard/go', 'https://images.chainguard.dev/directory/image/go/overview'],
    ['localhost:5000/a/b:1', 'http://localhost:5000/v2/a/b/tags/list'],
    ['127.0.0.1:5000/a', 'http://127.0.0.1:5000/v2/a/tags/list'],
    ['harbor.example.com/team/a:1', 'https://harbor.example.com/'],
    ['example.com:8443/a', 'https://example.com:8443/'],
    ['scratch', undefined],
    ['a b', undefined],
  ];
  for (const [reference, page] of pages) {
    it(`${reference} is at ${page}`, () => assert.equal(imagePage(reference), page));
  }
});

describe('semantic tokens', () => {
  const draw = (text: string): readonly string[] =>
    semanticTokens(documentOf(text)).map(
      ({ start, end, type, modifier }) =>
        `${text.slice(start, end)} ${type}${modifier ? ` ${modifier}` : ''}`,
    );

  it('say what each word is', () => {
    assert.deepEqual(draw('# syntax=x\n# c\nFROM a:1 AS b\nFROM b\nCOPY --from=b x y'), [
      'syntax macro',
      'x string',
      '# c comment',
      'FROM keyword',
      'a:1 type',
      'AS keyword',
      'b namespace declaration',
      'FROM keyword',
      'b namespace',
      'COPY keyword',
      '--from parameter',
      'b namespace',
    ]);
    assert.deepEqual(draw('FROM a\nENV A=1\nRUN --mount=type=cache,target=$A echo "$A"').slice(2), [
      'ENV keyword',
      'A variable declaration',
      'RUN keyword',
      '--mount parameter',
      'type property',
      'target property',
      'A variable',
      'A variable',
    ]);
    assert.deepEqual(
      draw('FROM scratch\nEXPOSE 80 $P\nHEALTHCHECK NONE\nMAINTAINER x\nRUN <<EOF\nEOF\n').slice(1),
      [
        'scratch type defaultLibrary',
        'EXPOSE keyword',
        '80 number',
        'P variable',
        'HEALTHCHECK keyword',
        'NONE keyword',
        'MAINTAINER keyword deprecated',
        'RUN keyword',
        '<<EOF keyword',
        'EOF keyword',
      ],
    );
  });

  it('never overlap and never go back', () => {
    const text =
      'ARG V=x\nFROM a:${V}b AS c\nCOPY --from=c --chown=$V \\\n# c\n "$V" y\nONBUILD ENV A="$V"\nLABEL a$V=b\n';
    let at = 0;
    for (const { start, end } of semanticTokens(documentOf(text))) {
      assert.ok(start >= at && end > start, `${start} ${end}`);
      at = end;
    }
  });
});

describe('signature help', () => {
  const active = (marked: string): string => {
    const { document, at } = atCursor(marked);
    const help = signatureAt(document, at, texts);
    const signature = help?.signatures[help.activeSignature];
    const parameter =
      signature && help.activeParameter !== undefined
        ? signature.parameters[help.activeParameter]
        : undefined;
    return `${signature?.label ?? ''} @ ${parameter && signature ? signature.label.slice(parameter.start, parameter.end) : ''}`;
  };

  it('shows the form and the part being written', () => {
    assert.equal(active('FROM a\nCOPY x <|>'), 'COPY [<flags>] <source>… <destination> @ <destination>');
    assert.equal(active('FROM a\nCOPY <|>'), 'COPY [<flags>] <source>… <destination> @ <source>…');
    assert.match(active('FROM a\nCOPY ["x<|>'), /^COPY \[<flags>\] \["<source>"/);
    assert.match(active('FROM a\nRUN --network=<|>'), /^RUN --network=default\|none\|host/);
    assert.match(active('FROM a\nRUN --mount=type=<|>'), /^RUN --mount=/);
    assert.match(active('FROM <|>'), / @ <image>$/);
    assert.match(active('FROM a:<|>'), / @ <tag>$/);
    assert.match(active('FROM a:1@sha<|>'), / @ <digest>$/);
    assert.match(active('FROM a A<|>S b'), / @ <name>$/);
    assert.match(active('FROM a\nENV A=b C<|>'), / @ <name>$/);
    assert.match(active('FROM a\nENV A=b C=<|>'), / @ <value>$/);
    assert.equal(active('FR<|>'), ' @ ');
  });
});

describe('build inputs', () => {
  it('are stages and declared arguments, the predefined ones aside', () => {
    const { stages, arguments: declared } = buildInputs(
      documentOf("ARG A=1\nARG TARGETARCH HTTP_PROXY\nFROM x AS One\nARG A\nARG B='b c' C\nFROM one\n"),
    );
    assert.deepEqual(
      stages.map(({ index, name, base, firstLine }) => [index, name, base, firstLine]),
      [
        [0, 'one', 'x', 2],
        [1, undefined, 'one', 5],
      ],
    );
    assert.deepEqual(declared, [
      { name: 'A', defaultValue: '1' },
      { name: 'B', defaultValue: 'b c' },
      { name: 'C', defaultValue: undefined },
    ]);
  });
});

describe('bytes for people', () => {
  it('are in the units of Docker', () => {
    assert.deepEqual([0, 999, 1000, 9949, 9950, 123_456, 999_600, 1_500_000_000].map(formatBytes), [
      '0 B',
      '999 B',
      '1.0 kB',
      '9.9 kB',
      '10 kB',
      '123 kB',
      '1.0 MB',
      '1.5 GB',
    ]);
  });
});
