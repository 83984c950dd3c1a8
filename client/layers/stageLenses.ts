import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  l10n,
  languages,
  Range,
  type TextDocument,
} from 'vscode';
import type { StageBytes } from '../../protocol/layers.ts';
import { commands, internalCommands } from '../contributions.ts';
import { layerSettings } from '../settings.ts';
import { DOCKERFILES } from './lineHints.ts';
import type { LineMarks, Marks } from './lineMarks.ts';
import { inspectRequest, sizeText } from './lineTexts.ts';

/** What each stage of the image weighs, above its FROM; and which image is meant. */
export class StageLenses implements CodeLensProvider, Disposable {
  readonly #marks: LineMarks;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: readonly Disposable[];

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(marks: LineMarks) {
    this.#marks = marks;
    this.#subscriptions = [
      this.#changed,
      marks.onDidChange(() => this.#changed.fire()),
      languages.registerCodeLensProvider(DOCKERFILES, this),
    ];
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    if (!layerSettings(document.uri).codeLens) return [];
    const marks = await this.#marks.of(document);
    if (!marks) return [];
    const { stages, otherStages } = marks.layers;
    const others = otherStages.map(
      line =>
        new CodeLens(new Range(line, 0, line, 0), {
          title: l10n.t('not in the image'),
          tooltip: l10n.t('What this stage makes is in {name} only as far as COPY takes it over', {
            name: marks.image.reference,
          }),
          command: internalCommands.openInspector,
          arguments: [inspectRequest(marks)],
        }),
    );
    const own = stages.flatMap((stage, index) => {
      const range = new Range(stage.line, 0, stage.line, 0);
      const total = new CodeLens(range, {
        title: stageText(stage),
        tooltip: l10n.t('Look into {name}', { name: marks.image.reference }),
        command: internalCommands.openInspector,
        arguments: [inspectRequest(marks)],
      });
      if (index < stages.length - 1) return [total];
      const image = new CodeLens(range, {
        title: imageText(marks),
        tooltip: l10n.t('Show the layers of another image'),
        command: commands.selectLayersImage,
        arguments: [document.uri],
      });
      return [total, image];
    });
    return [...own, ...others];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function stageText({ bytes, layers, base }: StageBytes): string {
  const args = { size: sizeText(bytes), layers };
  if (!base || base.layers === 0) {
    return layers === 1 ? l10n.t('{size} in one layer', args) : l10n.t('{size} in {layers} layers', args);
  }
  const all = { ...args, base: sizeText(base.bytes) };
  return layers === 1
    ? l10n.t('{size} in one layer, upon {base} of the base image', all)
    : l10n.t('{size} in {layers} layers, upon {base} of the base image', all);
}

function imageText({ image, layers }: Marks): string {
  const exact = layers.lines.every(line => line.exact);
  if (exact) return image.reference;
  if (layers.source === 'history') return l10n.t('{name} (inferred)', { name: image.reference });
  return l10n.t('{name} (edited since)', { name: image.reference });
}
