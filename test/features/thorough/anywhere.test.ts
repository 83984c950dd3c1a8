import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completionsAt } from '../../../server/features/completion.ts';
import type { DockerfileDocument } from '../../../server/features/document.ts';
import { folds } from '../../../server/features/folding.ts';
import { hoverAt } from '../../../server/features/hover.ts';
import { accountAt, accountHover } from '../../../server/features/hoverAccount.ts';
import { insideSourceAt } from '../../../server/features/hoverInside.ts';
import { links } from '../../../server/features/links.ts';
import { definitionAt, occurrencesAt } from '../../../server/features/navigation.ts';
import { rename } from '../../../server/features/rename.ts';
import { selectionAt } from '../../../server/features/selection.ts';
import { semanticTokens } from '../../../server/features/semanticTokens.ts';
import { signatureAt } from '../../../server/features/signature.ts';
import { type OutlineSymbol, outline } from '../../../server/features/symbols.ts';
import { dumpBuildkit } from '../../../server/syntax/dump.ts';
import type { Span } from '../../../server/syntax/tree.ts';
import { below, type Random, seeded } from '../../kit/imageRandom.ts';
import { documentOf, texts } from '../kit.ts';

/** A folder of files to read instead of the pieces below, and how many to take of what there is. */
const { ANYWHERE_FOLDER, ANYWHERE_COUNT = '60' } = process.env;
const PLACES = 12;

/** Lines of which files are put together, half of them awkward. */
const PIECES: readonly string[] = [
  '# syntax=docker/dockerfile:1\n',
  '# escape=`\n',
  '# check=skip=JSONArgsRecommended;error=true\n',
  'ARG VERSION=24 OTHER="a b"\n',
  'FROM --platform=$BUILDPLATFORM node:${VERSION:-24} AS Build\n',
  'FROM build AS test\n',
  'FROM scratch\n',
  'FROM a:1 AS \u{1f433}\n',
  'ENV A=1 B="$A ${C:-x}" \\\n  # note\n\n  C=\'$A\'\n',
  'ENV OLD value with $A\n',
  'ARG A\n',
  'WORKDIR /app/$A\n',
  'COPY --from=build --chown=app:$A --chmod=644 ["a b", "/x/"]\n',
  'COPY --from=BUILD /a \\\n  /b\n',
  'COPY <<-"EOF" <<E2 /dst/\n\ta $A\n\tEOF\nb ${A}\nE2\n',
  'RUN --mount=type=cache,target=/c,from=build,source=/d --network=none make "$A" && echo \'$B\' \\\n && true\n',
  'RUN <<EOF\necho $A \u{1f600}\n  if x; then y; fi\nEOF\n',
  'RUN <<EOF sh -c "x $A"\nunfinished $B\n',
  'ONBUILD COPY --from=build /x /y\n',
  'ONBUILD RUN <<E\necho $A\nE\n',
  'ONBUILD FROM x\n',
  'ONBUILD ONBUILD RUN x\n',
  'HEALTHCHECK --interval=3s --retries=2 CMD ["curl", "-f", "http://x:$PORT"]\n',
  'HEALTHCHECK NONE\n',
  'EXPOSE 80/tcp 443 $PORT\n',
  'LABEL org.opencontainers.image.title="\u00fc \u{1f433}" a.b=$A\n',
  'USER app:web\n',
  'STOPSIGNAL SIGTERM\n',
  'SHELL ["powershell", "-Command"]\n',
  'VOLUME ["/data", "/x"]\n',
  'CMD ["node", "a.js"',
  'ENTRYPOINT exec $A\r\n',
  'RUN a \\\r\n  b \\\r\n',
  'RUN a `\n  b\n',
  'FROM\n',
  'COPY\n',
  'RUN --mount=type=\n',
  'COPY --fr\n',
  'EXPO',
  '\t',
  '\\\n',
  '\ufeff',
  '\r',
];

function generated(random: Random): string {
  const count = 1 + below(random, 14);
  let text = below(random, 3) === 0 ? '' : 'FROM node:24 AS build\n';
  for (let piece = 0; piece < count; piece++) text += PIECES[below(random, PIECES.length)] ?? '';
  if (below(random, 4) === 0) text = text.replaceAll(/\r?\n/g, '\r\n');
  // Somebody is typing.
  if (below(random, 3) === 0) text = text.slice(0, below(random, text.length + 1));
  return text;
}

function inputs(): readonly (readonly [name: string, text: string])[] {
  const count = Number(ANYWHERE_COUNT);
  if (ANYWHERE_FOLDER === undefined) {
    return Array.from({ length: count }, (_, seed) => [`seed ${seed}`, generated(seeded(seed + 1))] as const);
  }
  return readdirSync(ANYWHERE_FOLDER)
    .slice(0, count)
    .map(name => [name, readFileSync(join(ANYWHERE_FOLDER, name), 'utf8')] as const);
}

describe('whatever is asked anywhere', function () {
  this.timeout(600_000);

  it('the outline, folds and tokens of a file are in order', () => {
    for (const [name, text] of inputs()) inFile(documentOf(text), name);
  });

  it('answers stand where they belong and agree with each other', () => {
    for (const [index, [name, text]] of inputs().entries()) {
      const random = seeded(index + 1);
      const document = documentOf(text);
      for (let place = 0; place < PLACES; place++) atPlace(document, placeIn(text, random), name);
    }
  });

  it('a rename changes names and nothing else', () => {
    for (const [index, [name, text]] of inputs().entries()) {
      const random = seeded(index + 1);
      const document = documentOf(text);
      for (let place = 0; place < PLACES; place++) renamed(document, placeIn(text, random), name);
    }
  });

  it('what was taken away of a word is offered again', () => {
    for (const [index, [name, text]] of inputs().entries()) {
      const random = seeded(index + 1);
      for (let place = 0; place < 3; place++) retyped(documentOf(text), random, name);
    }
  });
});

/** Ends of lines and of words more often than others. */
function placeIn(text: string, random: Random): number {
  const start = below(random, text.length + 1);
  switch (below(random, 4)) {
    case 0:
      return Math.max(0, text.indexOf('\n', start));
    case 1: {
      const found = /[\s=:,"$]/.exec(text.slice(start));
      return found ? start + found.index + below(random, 2) : start;
    }
    default:
      return start;
  }
}

const shown = (text: string): string => encodeURI(JSON.stringify(text.slice(0, 4000)));

function inFile(document: DockerfileDocument, name: string): void {
  const { text } = document.file;
  let end = 0;
  for (const token of semanticTokens(document)) {
    assert.ok(token.start >= end && token.end > token.start, `${name}: tokens at ${token.start}`);
    ({ end } = token);
  }
  assert.ok(end <= text.length, name);
  const open: { first: number; last: number }[] = [];
  for (const fold of [...folds(document)].sort((a, b) => a.first - b.first || b.last - a.last)) {
    assert.ok(fold.first < fold.last, `${name}: fold ${fold.first}`);
    while ((open.at(-1)?.last ?? Number.POSITIVE_INFINITY) < fold.first) open.pop();
    const around = open.at(-1);
    assert.ok(
      !around || fold.last <= around.last,
      `${name}: folds cross at ${fold.first} and ${around?.first}-${around?.last} of ${shown(text)}`,
    );
    open.push(fold);
  }
  const within = (symbols: readonly OutlineSymbol[], parent: Span): void => {
    for (const { span, selection, children, name: label } of symbols) {
      const told = `${name}: symbol ${shown(label)} at ${span.start} of ${shown(text.slice(span.start, span.end))}`;
      assert.ok(label !== '', told);
      assert.ok(parent.start <= span.start && span.end <= parent.end, told);
      assert.ok(span.start <= selection.start && selection.end <= span.end, told);
      within(children, span);
    }
  };
  within(outline(document), { start: 0, end: text.length });
  for (const { span, url } of links(document)) {
    assert.ok(span.start < span.end && span.end <= text.length, name);
    assert.doesNotThrow(() => new URL(url), `${name}: ${url}`);
  }
}

function atPlace(document: DockerfileDocument, at: number, name: string): void {
  const { text } = document.file;
  const told = (what: string): string =>
    `${name} at ${at}: ${what} in ${JSON.stringify(`${text.slice(Math.max(0, at - 60), at)}<|>${text.slice(at, at + 40)}`)}`;
  const holds = (span: Span, what: string): void => {
    assert.ok(0 <= span.start && span.start <= at && at <= span.end && span.end <= text.length, told(what));
  };
  const hover = hoverAt(document, at, texts);
  if (hover) {
    holds(hover.span, 'hover');
    assert.ok(
      hover.markdown.trim() !== '' && !/\bundefined\b|\{\w+\}/.test(hover.markdown.replace(/`[^`]*`/g, '')),
      told(hover.markdown),
    );
  }
  const account = accountAt(document, at);
  if (account) {
    holds(account.span, 'account');
    accountHover(document, account, { users: [], groups: [] }, texts);
  }
  const source = insideSourceAt(document, at);
  if (source) holds(source.span, 'source');
  let inner: Span = { start: at, end: at };
  for (const span of selectionAt(document, at)) {
    assert.ok(
      span.start <= inner.start && inner.end <= span.end && span.end <= text.length,
      told('selection'),
    );
    inner = span;
  }
  signatureAt(document, at, texts);
  for (const item of completionsAt(document, at, texts)) {
    holds(item.span, `item ${item.label}`);
    assert.equal(item.span.end, at, told(`item ${item.label}`));
    assert.ok(!text.slice(item.span.start, at).includes('\n'), told(`item ${item.label}`));
    if (item.also)
      assert.ok(item.also.at <= item.span.start || item.also.at >= at, told(`item ${item.label}`));
  }
  const definition = definitionAt(document, at);
  const occurrences = occurrencesAt(document, at);
  if (definition) {
    holds(definition.origin, 'definition');
    const { target, targetInstruction } = definition;
    assert.ok(
      targetInstruction.start <= target.start && target.end <= targetInstruction.end,
      told('target in its instruction'),
    );
    assert.ok(
      occurrences.some(({ start, end }) => definition.origin.start <= start && end <= definition.origin.end),
      told('references hold what was pointed at'),
    );
  }
  let end = -1;
  for (const occurrence of occurrences) {
    assert.ok(occurrence.start >= end, told('references in order'));
    ({ end } = occurrence);
    const same = occurrencesAt(document, occurrence.start + 1);
    if (occurrence.end > occurrence.start + 1) assert.deepEqual(same, occurrences, told('references agree'));
  }
}

function renamed(document: DockerfileDocument, at: number, name: string): void {
  const { text } = document.file;
  const newName = 'zz_renamed';
  const result = rename(document, at, newName);
  if (!result?.ok) return;
  const told = `${name} at ${at}: ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 40))}`;
  const edits = [...result.edits].sort((a, b) => b.span.start - a.span.start);
  let changed = text;
  for (const { span, newText } of edits)
    changed = changed.slice(0, span.start) + newText + changed.slice(span.end);
  const old = edits.map(({ span }) => text.slice(span.start, span.end).toLowerCase())[0] ?? '';
  if (!/^\w+$/.test(old)) return;
  const after = documentOf(changed);
  // The new name in the place of the old one, and nothing else.
  const plain = (dump: unknown): string => JSON.stringify(dump).toLowerCase().replaceAll(newName, old);
  assert.equal(plain(dumpBuildkit(after.file)), plain(dumpBuildkit(document.file)), told);
  assert.equal(after.model.errors.length, document.model.errors.length, told);
  assert.equal(after.model.stages.length, document.model.stages.length, told);
  for (const [index, { base }] of after.model.stages.entries()) {
    assert.equal(base.kind, document.model.stages[index]?.base.kind, told);
  }
}

/** The end of a keyword, flag or stage name is taken away: completion has to know it. */
function retyped(document: DockerfileDocument, random: Random, name: string): void {
  const { file, model } = document;
  // An error, an open here-document say, may take all that follows with it.
  if (file.errors.length > 0) return;
  const places: { readonly end: number; readonly word: string; readonly keep: number }[] = [];
  for (const { keyword, flags, name: instruction, trigger } of file.instructions) {
    if (!model.stageAt(keyword.start) || !/^(?:[A-Z]+)$/.test(instruction) || instruction === 'MAINTAINER')
      continue;
    if (file.errors.some(({ start }) => start >= keyword.start && start <= keyword.end)) continue;
    places.push({ end: keyword.end, word: keyword.value, keep: 1 });
    if (trigger) continue;
    for (const flag of flags) {
      const written = file.text.slice(flag.start, flag.name.end);
      if (file.errors.some(({ start, end }) => start <= flag.end && end >= flag.start)) continue;
      places.push({ end: flag.name.end, word: written, keep: 3 });
    }
  }
  for (const { token, stage, onbuild, kind } of model.references) {
    const own = model.stageAt(token.start);
    if (stage?.name && own && stage.index < own.index && !onbuild && kind !== 'from')
      places.push({ end: token.end, word: stage.name, keep: 1 });
  }
  const place = places[below(random, Math.max(1, places.length))];
  if (!place) return;
  const { end, word, keep } = place;
  const start = end - word.length;
  if (file.text.slice(start, end).toLowerCase() !== word.toLowerCase()) return;
  const text = file.text.slice(0, start + keep) + file.text.slice(end);
  const items = completionsAt(documentOf(text), start + keep, texts);
  assert.ok(
    items.some(({ newText, label }) =>
      [newText, label].some(offered => offered.replace(/[ =].*$/s, '').toLowerCase() === word.toLowerCase()),
    ),
    `${name}: ${word} at ${start} of ${JSON.stringify(text.slice(Math.max(0, start - 80), start + 30))}, but ${items.map(({ label }) => label).join(' ')}`,
  );
}
