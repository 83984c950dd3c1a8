import {
  type DecorationOptions,
  type Disposable,
  OverviewRulerLane,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { LineLayer } from '../../protocol/layers.ts';
import { layerSettings } from '../settings.ts';
import { isMarked, type LineMarks, type Marks } from './lineMarks.ts';
import { SURE } from './lineTexts.ts';

/** Bars of the gutter: the share of the largest layer, in so many steps. */
const STEPS = 8;
/** Share of the image from which on a line has a mark in the overview ruler. */
const HEAVY = 0.1;

/** A bar beside each line, as long as its layer is large, and marks of the heavy ones in the overview ruler. */
export class SizeBars implements Disposable {
  readonly #marks: LineMarks;
  readonly #subscriptions: readonly Disposable[];
  readonly #bars: readonly TextEditorDecorationType[];
  readonly #greyBars: readonly TextEditorDecorationType[];
  readonly #ruler: TextEditorDecorationType;
  #timer: NodeJS.Timeout | undefined;

  constructor(marks: LineMarks) {
    this.#marks = marks;
    this.#bars = barTypes({ light: '#1a85ff', dark: '#3794ff' });
    this.#greyBars = barTypes({ light: '#b0b0b0', dark: '#6b6b6b' });
    this.#ruler = window.createTextEditorDecorationType({
      overviewRulerColor: new ThemeColor('charts.blue'),
      overviewRulerLane: OverviewRulerLane.Right,
    });
    this.#subscriptions = [
      ...this.#bars,
      ...this.#greyBars,
      this.#ruler,
      marks.onDidChange(() => this.#soon(0)),
      window.onDidChangeVisibleTextEditors(() => this.#soon(0)),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isMarked(document)) this.#soon(AFTER_TYPING);
      }),
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('strata.layers')) this.#soon(0);
      }),
    ];
    this.#soon(0);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #soon(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const editor of window.visibleTextEditors) if (isMarked(editor.document)) void this.#draw(editor);
    }, milliseconds);
  }

  async #draw(editor: TextEditor): Promise<void> {
    const { gutter, overviewRuler } = layerSettings(editor.document.uri);
    const marks = gutter || overviewRuler ? await this.#marks.of(editor.document) : undefined;
    const bars = rows(marks, gutter);
    for (const [step, type] of this.#bars.entries()) editor.setDecorations(type, bars.sure[step] ?? []);
    for (const [step, type] of this.#greyBars.entries()) editor.setDecorations(type, bars.grey[step] ?? []);
    editor.setDecorations(this.#ruler, overviewRuler && marks ? heavyLines(marks) : []);
  }
}

/** Milliseconds of quiet. */
const AFTER_TYPING = 200;

interface Rows {
  readonly sure: readonly (readonly DecorationOptions[])[];
  readonly grey: readonly (readonly DecorationOptions[])[];
}

function rows(marks: Marks | undefined, wanted: boolean): Rows {
  const sure: DecorationOptions[][] = Array.from({ length: STEPS }, () => []);
  const grey: DecorationOptions[][] = Array.from({ length: STEPS }, () => []);
  if (!marks || !wanted) return { sure, grey };
  const largest = marks.layers.lines.reduce((most, line) => Math.max(most, bytesOf(line, marks)), 1);
  for (const line of marks.layers.lines) {
    const bytes = bytesOf(line, marks);
    if (bytes === 0) continue;
    const step = Math.min(STEPS, Math.max(1, Math.ceil((bytes / largest) * STEPS))) - 1;
    const isGrey = line.layer === undefined || line.confidence < SURE;
    (isGrey ? grey : sure)[step]?.push({ range: lineRange(line) });
  }
  return { sure, grey };
}

const bytesOf = ({ layer, before }: LineLayer, { known }: Marks): number =>
  known.image.layers[layer ?? before ?? -1]?.bytes ?? 0;

function heavyLines(marks: Marks): DecorationOptions[] {
  const all = marks.known.image.layers.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return marks.layers.lines
    .filter(line => line.layer !== undefined && bytesOf(line, marks) >= all * HEAVY)
    .map(line => ({ range: lineRange(line) }));
}

const lineRange = ({ start }: LineLayer): Range => new Range(start.line, 0, start.line, 0);

function barTypes(colours: {
  readonly light: string;
  readonly dark: string;
}): readonly TextEditorDecorationType[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const icon = (colour: string) => ({
      gutterIconPath: barIcon(step + 1, colour),
      gutterIconSize: 'contain',
    });
    return window.createTextEditorDecorationType({ light: icon(colours.light), dark: icon(colours.dark) });
  });
}

/** From the right, so that the bars begin at the text. */
function barIcon(step: number, colour: string): Uri {
  const width = (step / STEPS) * 16;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><rect x="${16 - width}" y="5" width="${width}" height="6" rx="1" fill="${colour}"/></svg>`;
  return Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}
