import {
  type Disposable,
  EventEmitter,
  commands as editorCommands,
  env,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
} from 'vscode';
import { contextKeys, itemKinds, views } from '../contributions.ts';
import { formatAge } from '../format.ts';
import type { Finding, Severity } from '../scanners/finding.ts';
import { SCANNER_NAMES } from '../scanners/names.ts';
import { countsText, severityText } from '../scannerText.ts';
import { countsOf, type ScanResult, type Scans } from '../scans/scans.ts';

export type ScanNode =
  | { readonly kind: 'scan'; readonly result: ScanResult }
  | {
      readonly kind: 'severity';
      readonly result: ScanResult;
      readonly severity: Severity;
      readonly count: number;
    }
  | { readonly kind: 'finding'; readonly result: ScanResult; readonly finding: Finding }
  | { readonly kind: 'advice'; readonly result: ScanResult };

export function asScanNode(value: unknown): ScanNode | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && 'result' in value
    ? (value as ScanNode)
    : undefined;
}

/** The "Vulnerabilities" tree: each scan, its findings by severity. */
export class ScansView implements TreeDataProvider<ScanNode>, Disposable {
  readonly #scans: Scans;
  readonly #view: TreeView<ScanNode>;
  readonly #changed = new EventEmitter<ScanNode | undefined>();
  readonly #nodes = new WeakMap<ScanResult, ScanNode>();
  readonly #subscriptions: Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(scans: Scans) {
    this.#scans = scans;
    this.#view = window.createTreeView(views.scans, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      scans.onDidChange(() => {
        void editorCommands.executeCommand('setContext', contextKeys.hasScans, scans.results.length > 0);
        this.#changed.fire(undefined);
      }),
    ];
  }

  async reveal(result: ScanResult): Promise<void> {
    await this.#view.reveal(this.#node(result), { select: true, focus: false, expand: 2 });
  }

  getParent(node: ScanNode): ScanNode | undefined {
    return node.kind === 'scan' ? undefined : this.#node(node.result);
  }

  getChildren(node?: ScanNode): ScanNode[] {
    if (!node) return this.#scans.results.map(result => this.#node(result));
    const { result } = node;
    if (node.kind === 'scan') {
      const groups = [...countsOf(result)].map(
        ([severity, count]): ScanNode => ({ kind: 'severity', result, severity, count }),
      );
      return result.baseAdvice === '' ? groups : [{ kind: 'advice', result }, ...groups];
    }
    if (node.kind !== 'severity') return [];
    return result.findings
      .filter(({ severity }) => severity === node.severity)
      .map(finding => ({ kind: 'finding', result, finding }));
  }

  getTreeItem(node: ScanNode): TreeItem {
    switch (node.kind) {
      case 'scan':
        return scanItem(node.result);
      case 'severity':
        return severityItem(node.severity, node.count);
      case 'finding':
        return findingItem(node.finding);
      case 'advice':
        return adviceItem(node.result.baseAdvice);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** VS Code knows nodes by identity. */
  #node(result: ScanResult): ScanNode {
    const node: ScanNode = this.#nodes.get(result) ?? { kind: 'scan', result };
    this.#nodes.set(result, node);
    return node;
  }
}

function scanItem(result: ScanResult): TreeItem {
  const none = result.findings.length === 0;
  const item = new TreeItem(
    result.reference,
    none ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded,
  );
  const name = SCANNER_NAMES[result.scanner] ?? result.scanner;
  const age = formatAge(result.scanned, Date.now(), env.language, 'narrow');
  item.description = `${countsText(countsOf(result))} · ${name} · ${age}`;
  item.iconPath = none
    ? new ThemeIcon('pass', new ThemeColor('testing.iconPassed'))
    : new ThemeIcon('shield');
  item.contextValue = itemKinds.scan;
  item.tooltip = result.imageId === '' ? result.reference : `${result.reference}\n${result.imageId}`;
  return item;
}

const COLOURS: Readonly<Record<Severity, string>> = {
  critical: 'list.errorForeground',
  high: 'list.errorForeground',
  medium: 'list.warningForeground',
  low: 'descriptionForeground',
  negligible: 'descriptionForeground',
  unknown: 'descriptionForeground',
};

function severityItem(severity: Severity, count: number): TreeItem {
  const state =
    severity === 'critical' || severity === 'high'
      ? TreeItemCollapsibleState.Expanded
      : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(severityText(severity), state);
  item.description = String(count);
  item.iconPath = new ThemeIcon('circle-filled', new ThemeColor(COLOURS[severity]));
  return item;
}

function findingItem(finding: Finding): TreeItem {
  const item = new TreeItem(`${finding.package} ${finding.version}`.trim(), TreeItemCollapsibleState.None);
  const fix =
    finding.fixedVersion === ''
      ? l10n.t('no fix yet')
      : l10n.t('fixed in {version}', { version: finding.fixedVersion });
  item.description = `${finding.id} · ${fix}`;
  item.contextValue = itemKinds.finding;
  item.iconPath = new ThemeIcon('package');
  item.tooltip = findingTooltip(finding);
  if (/^https?:\/\//.test(finding.url)) {
    item.command = { command: 'vscode.open', title: '', arguments: [Uri.parse(finding.url)] };
  }
  return item;
}

function findingTooltip(finding: Finding): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**').appendText(finding.id).appendMarkdown('**');
  if (finding.title !== '') text.appendText(`: ${finding.title}`);
  const rows: readonly (readonly [string, string])[] = [
    [l10n.t('Severity'), severityText(finding.severity)],
    [l10n.t('Package'), `${finding.package} ${finding.version}`],
    [l10n.t('Fixed in'), finding.fixedVersion],
    [l10n.t('File'), finding.path],
    [l10n.t('Layer'), finding.layer],
  ];
  for (const [name, value] of rows) if (value !== '') text.appendText(`\n\n${name}: ${value}`);
  return text;
}

function adviceItem(advice: string): TreeItem {
  const item = new TreeItem(l10n.t('Base image: what the scanner advises'), TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon('lightbulb');
  item.description = advice.split('\n', 1)[0] ?? '';
  item.tooltip = advice;
  return item;
}
