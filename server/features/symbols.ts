import type { Stage } from '../semantics/model.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';

export type SymbolKind = 'stage' | 'instruction' | 'argument' | 'environment' | 'label' | 'port' | 'heredoc';

/** One row of the outline. */
export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  /** What is selected when the row is chosen; within `span`. */
  readonly selection: Span;
  readonly deprecated: boolean;
  readonly children: readonly OutlineSymbol[];
}

/** The outline: what stands before the first FROM, then each stage with its instructions. */
export function outline({ file, model }: DockerfileDocument): readonly OutlineSymbol[] {
  if (model.stages.length === 0) return instructionSymbols(file.instructions);
  const before = instructionSymbols(model.preamble);
  return [...before, ...model.stages.map(stageSymbol)];
}

function stageSymbol(stage: Stage): OutlineSymbol {
  const { from, nameToken, base, span, index } = stage;
  const image = base.kind === 'missing' ? '' : base.token.value;
  const { keyword } = from;
  return {
    name: stage.name ?? (image || `${keyword.value} ${index}`),
    detail: stage.name === undefined ? String(index) : image,
    kind: 'stage',
    span: { start: span.start, end: span.end },
    selection: spanOf(nameToken ?? (base.kind === 'missing' ? keyword : base.token)),
    deprecated: false,
    children: instructionSymbols(stage.instructions),
  };
}

/** What is nothing but a sign of continuation has no name, and editors take no symbol without one. */
function instructionSymbols(instructions: readonly Instruction[]): readonly OutlineSymbol[] {
  return instructions.filter(({ keyword }) => keyword.value !== '').map(instructionSymbol);
}

function instructionSymbol(instruction: Instruction): OutlineSymbol {
  const { name, keyword } = instruction;
  return {
    name: keyword.value.toUpperCase(),
    detail: instruction.pairs.length > 1 ? '' : detailOf(instruction),
    kind: 'instruction',
    span: spanOf(instruction),
    selection: spanOf(keyword),
    deprecated: name === 'MAINTAINER',
    children: childrenOf(instruction),
  };
}

function childrenOf(instruction: Instruction): readonly OutlineSymbol[] {
  const { name, pairs, args, heredocs, trigger } = instruction;
  if (trigger) return instructionSymbols([trigger]);
  const children: OutlineSymbol[] = [];
  if (pairs.length > 1) {
    const kind = name === 'ENV' ? 'environment' : name === 'LABEL' ? 'label' : 'argument';
    for (const pair of pairs) {
      children.push(
        leaf(pair.name.value, shorten(pair.value?.value ?? ''), kind, spanOf(pair), spanOf(pair.name)),
      );
    }
  }
  if (name === 'EXPOSE' && args.length > 1) {
    for (const port of args) children.push(leaf(port.value, '', 'port', spanOf(port), spanOf(port)));
  }
  for (const heredoc of heredocs) {
    const end = (heredoc.terminator ?? heredoc.body).end;
    // The marker stands in the line, the body below it: the row is the body.
    const span = { start: heredoc.body.start, end };
    if (end > heredoc.body.start) children.push(leaf(heredoc.name || '<<', '', 'heredoc', span, span));
  }
  return children;
}

function leaf(name: string, detail: string, kind: SymbolKind, span: Span, selection: Span): OutlineSymbol {
  // A name must not be empty for some editors.
  return { name: name === '' ? '?' : name, detail, kind, span, selection, deprecated: false, children: [] };
}

/** The arguments as one short line. */
function detailOf({ logical, keyword, flags, heredocs }: Instruction): string {
  const last = flags[flags.length - 1];
  const from = last ? logical.toLogical(last.end) : keyword.value.length;
  const text = logical.text.slice(from, from + LONGEST * 4);
  return shorten(heredocs.length > 0 ? text.trim() : text);
}

function shorten(text: string): string {
  const line = text
    .slice(0, LONGEST * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

const LONGEST = 80;
const spanOf = ({ start, end }: Span): Span => ({ start, end });
