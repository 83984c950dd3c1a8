import {
  type Disposable,
  env,
  l10n,
  MarkdownString,
  StatusBarAlignment,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import { commands } from '../contributions.ts';
import { formatBytes } from '../format.ts';
import { contextSettings } from '../settings.ts';
import { filesText } from './contextItems.ts';
import { type CurrentContext, isContextFile } from './currentContext.ts';

/** Bytes of a megabyte, as Docker counts. */
const MEGABYTE = 1_000_000;

/** What a build would be sent, in the status bar beside a Dockerfile; a warning above the user's own limit. */
export class ContextStatus implements Disposable {
  readonly #current: CurrentContext;
  readonly #item = window.createStatusBarItem('strata.context', StatusBarAlignment.Right, 101);
  readonly #subscriptions: Disposable[];

  constructor(current: CurrentContext) {
    this.#current = current;
    this.#item.name = l10n.t('Strata: Build Context');
    this.#item.command = commands.showContext;
    this.#subscriptions = [
      this.#item,
      current.onDidChange(() => this.#draw()),
      window.onDidChangeActiveTextEditor(() => this.#draw()),
    ];
    this.#draw();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #draw(): void {
    const { shown } = this.#current;
    const active = window.activeTextEditor?.document;
    if (!shown || !active || !isContextFile(active) || active.uri.toString() !== shown.file.toString()) {
      this.#item.hide();
      return;
    }
    if (!contextSettings(shown.file).scan || !(shown.summary || shown.isCounting)) {
      this.#item.hide();
      return;
    }
    if (!shown.summary) {
      this.#item.text = '$(loading~spin)';
      this.#item.tooltip = l10n.t('Counting what a build would be sent');
      this.#item.backgroundColor = undefined;
      this.#item.show();
      return;
    }
    const { sent, ignored, complete } = shown.summary;
    const { warnAbove } = contextSettings(shown.file);
    const isLarge = warnAbove > 0 && sent.bytes > warnAbove * MEGABYTE;
    const size = formatBytes(sent.bytes, env.language);
    this.#item.text = `${isLarge ? '$(warning)' : '$(package)'} ${complete ? size : `> ${size}`}`;
    this.#item.backgroundColor = isLarge ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    const lines = [
      l10n.t('**Build context** of {file}', { file: workspace.asRelativePath(shown.file) }),
      l10n.t('Sent: {files}, {size}', { files: filesText(sent.files, env.language), size }),
      l10n.t('Left out: {files}, {size}', {
        files: filesText(ignored.files, env.language),
        size: formatBytes(ignored.bytes, env.language),
      }),
    ];
    if (isLarge)
      lines.push(l10n.t('This is more than the {limit} MB of your settings.', { limit: warnAbove }));
    this.#item.tooltip = new MarkdownString(lines.join('\n\n'));
    this.#item.accessibilityInformation = {
      label: l10n.t('Build context: {files}, {size}', { files: filesText(sent.files, env.language), size }),
    };
    this.#item.show();
  }
}
