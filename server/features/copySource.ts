import { cleanPath } from '../ignore/cleanPath.ts';
import type { ContextEntry, ContextFolder } from '../ignore/context.ts';
import type { FolderState, IgnoreMatcher } from '../ignore/matcher.ts';
import { compilePattern, type PathTest } from '../ignore/pattern.ts';
import { expandWord } from '../semantics/expansion.ts';
import { isHeredocWord } from '../syntax/heredoc.ts';
import { readMounts } from '../syntax/mounts.ts';
import type { Instruction, Span, Token } from '../syntax/tree.ts';
import { sourceKind } from '../syntax/values/remote.ts';
import { formatBytes } from './bytes.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { contains, instructionAt } from './find.ts';
import { fill, inlineCode } from './markdown.ts';

/** A path or pattern of the build context that COPY, ADD or a bind mount names. */
export interface ContextSource {
  readonly span: Span;
  /** Segments below the context; empty for the context itself. */
  readonly segments: readonly string[];
  /** Some of what it matches is left out by `--exclude`. */
  readonly hasExcludes: boolean;
}

/** The source at the offset, undefined when there is none or a variable in it has no value. */
export function contextSourceAt(document: DockerfileDocument, offset: number): ContextSource | undefined {
  const outer = instructionAt(document.file, offset);
  if (!outer || outer.trigger) return undefined;
  return contextSources(document, outer).find(({ span }) => contains(span, offset));
}

/** All sources of one instruction that are in the build context. */
export function contextSources(
  { file, model }: DockerfileDocument,
  instruction: Instruction,
): readonly ContextSource[] {
  const { flags } = instruction;
  const hasExcludes = flags.some(({ name }) => name.value === 'exclude');
  return localTokens(instruction).flatMap(token => {
    const scope = model.scopeAt(token.start);
    const { value, unset } = expandWord(token.value, file.escape, name => scope.get(name)?.value);
    if (value === undefined || value === '' || unset.length > 0 || sourceKind(value) !== 'path') return [];
    const segments = cleanPath(`/${value}`)
      .split('/')
      .filter(segment => segment !== '' && segment !== '.');
    const { start, end } = token;
    return [{ span: { start, end }, segments, hasExcludes }];
  });
}

function localTokens(instruction: Instruction): readonly Token[] {
  const { name, args, flags } = instruction;
  if (name === 'RUN') {
    return readMounts(instruction).flatMap(({ fields }) => {
      const find = (keys: readonly string[]): Token | undefined =>
        fields.findLast(({ key }) => keys.includes(key.value.toLowerCase()))?.value;
      const source = find(['source', 'src']);
      const isBind = (find(['type'])?.value ?? 'bind').toLowerCase() === 'bind';
      return source && isBind && !find(['from']) ? [source] : [];
    });
  }
  if (name !== 'COPY' && name !== 'ADD') return [];
  if (flags.some(flag => flag.name.value === 'from')) return [];
  return args.slice(0, -1).filter(({ value }) => !isHeredocWord(value));
}

/** Whether a scan may leave out a folder, for nothing below it can belong to the source. */
export function mayLeaveOut({ segments }: ContextSource, path: string): boolean {
  const names = path.split('/');
  return names.some((name, depth) => {
    const segment = segments[depth];
    return segment !== undefined && !segmentTest(segment)(name);
  });
}

/** What a source gives, after .dockerignore. */
export interface SourceTally {
  readonly files: number;
  readonly bytes: number;
  readonly ignored: number;
  /** Paths below the context, largest first. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
}

const LARGEST = 5;

/** Counts what a source matches in a scanned context. Linear in the entries. */
export function tallySource(
  { segments }: ContextSource,
  root: ContextFolder,
  ignore: IgnoreMatcher | undefined,
): SourceTally {
  const tests = segments.map(segmentTest);
  const largest: { path: string; bytes: number }[] = [];
  const tally = { files: 0, bytes: 0, ignored: 0 };
  interface Open {
    readonly entry: ContextEntry;
    readonly path: string;
    readonly depth: number;
    readonly state: FolderState | undefined;
    readonly isIgnored: boolean;
  }
  const open: Open[] = [{ entry: root, path: '', depth: 0, state: undefined, isIgnored: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { entry, path, depth, state, isIgnored } = next;
    if (entry.kind === 'folder') {
      const test = tests[depth];
      for (const child of entry.entries) {
        if (test && !test(child.name)) continue;
        const childPath = path === '' ? child.name : `${path}/${child.name}`;
        const decision = ignore?.decide(childPath, state);
        open.push({
          entry: child,
          path: childPath,
          depth: depth + 1,
          state: decision?.state,
          isIgnored: decision?.ignored ?? false,
        });
      }
    } else if (depth >= tests.length) {
      if (isIgnored) {
        tally.ignored++;
        continue;
      }
      tally.files++;
      tally.bytes += entry.size;
      const at = largest.findIndex(({ bytes }) => entry.size > bytes);
      if (at >= 0) largest.splice(at, 0, { path, bytes: entry.size });
      else if (largest.length < LARGEST) largest.push({ path, bytes: entry.size });
      if (largest.length > LARGEST) largest.pop();
    }
  }
  return { ...tally, largest };
}

/** Go's `filepath.Match` of one segment; two stars are one there. */
function segmentTest(segment: string): PathTest {
  if (!/[*?[\\]/.test(segment)) return name => name === segment;
  const compiled = compilePattern(segment.replace(/\*{2,}/g, '*'));
  return compiled.ok ? compiled.test : () => false;
}

/** The text of the hover; `complete` is false when only a part of the context was looked at. */
export function sourceMarkdown(
  { files, bytes, ignored, largest }: SourceTally,
  { hasExcludes }: ContextSource,
  complete: boolean,
  { ignore, sources }: Texts,
): string {
  const amount = (count: number): string =>
    count === 1 ? ignore.oneFile : fill(ignore.manyFiles, { count });
  const parts = [
    files === 0 ? sources.nothing : fill(sources.takes, { files: amount(files), bytes: formatBytes(bytes) }),
  ];
  if (largest.length > 1) {
    const rows = largest.map(each => `- ${inlineCode(each.path)} ${formatBytes(each.bytes)}`);
    parts.push([ignore.largest, ...rows].join('\n'));
  }
  if (ignored > 0) parts.push(fill(sources.ignored, { files: amount(ignored) }));
  if (hasExcludes) parts.push(sources.excludes);
  if (!complete) parts.push(ignore.incomplete);
  return parts.join('\n\n');
}
