import {
  type Disposable,
  EventEmitter,
  Hover,
  type HoverProvider,
  InlayHint,
  InlayHintLabelPart,
  type InlayHintsProvider,
  languages,
  MarkdownString,
  Position,
  Range,
  type TextDocument,
} from 'vscode';
import type { Place } from '../../protocol/layers.ts';
import { internalCommands, languages as languageIds } from '../contributions.ts';
import { layerSettings } from '../settings.ts';
import type { LineMarks } from './lineMarks.ts';
import { besideText, inspectRequest, lineMarkdown } from './lineTexts.ts';

export const DOCKERFILES = { language: languageIds.dockerfile, scheme: 'file' };

export const positionOf = ({ line, character }: Place): Position => new Position(line, character);

/** Size, growth and time behind each line that made a layer; a click opens the layer. */
export class LineHints implements InlayHintsProvider, HoverProvider, Disposable {
  readonly #marks: LineMarks;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  #hovers = false;

  readonly onDidChangeInlayHints = this.#changed.event;

  constructor(marks: LineMarks) {
    this.#marks = marks;
    this.#subscriptions = [
      this.#changed,
      marks.onDidChange(() => this.#changed.fire()),
      languages.registerInlayHintsProvider(DOCKERFILES, this),
    ];
  }

  async provideInlayHints(document: TextDocument, range: Range): Promise<InlayHint[]> {
    if (!layerSettings(document.uri).inlayHints) return [];
    const marks = await this.#marks.of(document);
    if (!marks) return [];
    if (!this.#hovers) {
      // Of hovers that fit as well, the one that came last stands first: before the words about the instruction.
      this.#hovers = true;
      this.#subscriptions.push(languages.registerHoverProvider(DOCKERFILES, this));
    }
    const hints: InlayHint[] = [];
    for (const line of marks.layers.lines) {
      if (line.start.line < range.start.line || line.start.line > range.end.line) continue;
      const text = besideText(line, marks);
      if (text === undefined) continue;
      const part = new InlayHintLabelPart(text);
      part.tooltip = markdown(lineMarkdown(line, marks));
      part.command = {
        title: '',
        command: internalCommands.openInspector,
        arguments: [inspectRequest(marks, line.layer ?? line.before)],
      };
      const hint = new InlayHint(document.lineAt(line.start.line).range.end, [part]);
      hint.paddingLeft = true;
      hints.push(hint);
    }
    return hints;
  }

  /** On the keyword, where the language server explains the instruction. */
  async provideHover(document: TextDocument, position: Position): Promise<Hover | undefined> {
    const marks = await this.#marks.of(document);
    const line = marks?.layers.lines.find(({ start, keyword }) => {
      const from = positionOf(start);
      return new Range(from, from.translate(0, keyword.length)).contains(position);
    });
    const text = marks && line && lineMarkdown(line, marks);
    return text ? new Hover(markdown(text)) : undefined;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function markdown(text: string): MarkdownString {
  const shown = new MarkdownString(text, true);
  shown.isTrusted = { enabledCommands: [internalCommands.openInspector] };
  return shown;
}
