import {
  type Disposable,
  EventEmitter,
  commands as editorCommands,
  env,
  l10n,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { ContextSummary } from '../../protocol/language.ts';
import { contextKeys, settings, views } from '../contributions.ts';
import { formatBytes } from '../format.ts';
import { contextSettings } from '../settings.ts';
import { type ContextNode, contextItem, type EntryNode, filesText, type MoreNode } from './contextItems.ts';
import type { CurrentContext, ShownContext } from './currentContext.ts';

const PAGE = 200;

/** The "What Will Be Sent" tree: a build context as the build gets it, the largest first. */
export class ContextView implements TreeDataProvider<ContextNode>, Disposable {
  readonly #current: CurrentContext;
  readonly #view: TreeView<ContextNode>;
  readonly #changed = new EventEmitter<undefined>();
  readonly #subscriptions: Disposable[];
  /** By folder; a page unless somebody asked for more. */
  readonly #shownRows = new Map<string, number>();
  #withIgnored = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(current: CurrentContext) {
    this.#current = current;
    this.#view = window.createTreeView(views.context, { treeDataProvider: this, showCollapseAll: true });
    let file = current.shown?.file.toString();
    this.#subscriptions = [
      this.#view,
      this.#changed,
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) void current.findOne();
      }),
      current.onDidChange(shown => {
        const now = shown?.file.toString();
        if (file !== now) this.#shownRows.clear();
        file = now;
        this.#describe();
        this.#changed.fire(undefined);
      }),
    ];
    this.#describe();
  }

  async focus(): Promise<void> {
    await editorCommands.executeCommand(`${views.context}.focus`);
    await this.#current.findOne();
  }

  showIgnored(withIgnored: boolean): void {
    this.#withIgnored = withIgnored;
    void editorCommands.executeCommand('setContext', contextKeys.showsIgnored, withIgnored);
    this.#changed.fire(undefined);
  }

  showMore({ parent }: MoreNode): void {
    this.#shownRows.set(parent, (this.#shownRows.get(parent) ?? PAGE) + PAGE * 5);
    this.#changed.fire(undefined);
  }

  getTreeItem(node: ContextNode): TreeItem {
    return contextItem(node, env.language);
  }

  async getChildren(parent?: ContextNode): Promise<ContextNode[]> {
    const { shown } = this.#current;
    if (!shown) {
      if (this.#view.visible) void this.#current.findOne();
      return [];
    }
    if (!shown.summary || parent?.kind === 'more') return [];
    const path = parent?.path ?? '';
    const limit = this.#shownRows.get(path) ?? PAGE;
    const rows: EntryNode[] = [];
    let total = 0;
    // The server gives no more than so many at once.
    while (rows.length < limit) {
      const page = await this.#current.api.entries({
        uri: shown.file.toString(),
        path,
        withIgnored: this.#withIgnored,
        offset: rows.length,
        limit: limit - rows.length,
      });
      if (!page || page.rows.length === 0) break;
      total = page.total;
      const folder = Uri.parse(shown.summary.folder);
      for (const row of page.rows) {
        const below = path === '' ? row.name : `${path}/${row.name}`;
        rows.push({ kind: 'entry', path: below, uri: Uri.joinPath(folder, below), row });
      }
    }
    const left = total - rows.length;
    return left > 0 ? [...rows, { kind: 'more', parent: path, left }] : rows;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #describe(): void {
    const { shown } = this.#current;
    this.#view.description = shown ? workspace.asRelativePath(shown.file) : '';
    this.#view.message = shown ? stateText(shown) : '';
  }
}

function stateText({ file, summary, isCounting }: ShownContext): string {
  if (summary) return message(summary);
  if (!contextSettings(file).scan) {
    return l10n.t('Build contexts are not looked at: the setting {setting} is off.', {
      setting: settings.contextScan,
    });
  }
  return isCounting
    ? l10n.t('Counting…')
    : l10n.t('This build context cannot be read; the log of Strata may say why.');
}

function message({ sent, ignored, unreadable, complete, problem, ignoreFile }: ContextSummary): string {
  const size = (bytes: number): string => formatBytes(bytes, env.language);
  const wrong = problem && [
    l10n.t('⚠ A build fails at line {line} of the ignore file: {message}', {
      ...problem,
      line: problem.line + 1,
    }),
  ];
  const lines = [
    ...(wrong ?? []),
    `${filesText(sent.files, env.language)}, ${size(sent.bytes)}`,
    ignoreFile === null
      ? l10n.t('Nothing is left out: there is no .dockerignore.')
      : l10n.t('Left out: {files}, {size}', {
          files: filesText(ignored.files, env.language),
          size: size(ignored.bytes),
        }),
  ];
  if (!complete) lines.push(l10n.t('There is more than was looked at: the numbers are lower bounds.'));
  const [first] = unreadable;
  if (first !== undefined) {
    lines.push(l10n.t('⚠ {path} cannot be read: a build that sends it fails.', { path: first }));
  }
  return lines.join(' · ');
}
