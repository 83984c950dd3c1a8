import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FileOrder } from '../../protocol/browse.ts';
import type { FileRow } from '../../protocol/image.ts';
import { type Formats, formats, modeText } from '../format.ts';
import { icon } from '../views/parts.ts';
import type { FileTree, TreeRow } from './fileTree.ts';
import { canOpen, changeLetter, changeName, fileIcon, hasSize, typeName } from './fileWords.ts';

type FileEvent = 'active-path' | 'copy-path' | 'open-file' | 'save-file' | 'compare-file';

/** Pixels; style.css holds the same number. */
const ROW = 22;
/** Rows drawn above and below what is seen. */
const MARGIN = 8;
/** Milliseconds of rest before rows that are scrolled past are fetched. */
const REST = 60;

/**
 * Draws the visible part of a `FileTree` and moves through it by keyboard and mouse. Fires `active-path` when
 * another row gets the focus, `copy-path`, `open-file`, `save-file` and `compare-file` when that is asked for of a
 * row, and `choose-order`.
 */
export class FileTreeElement extends LitElement {
  static override properties = {
    tree: { attribute: false },
    /** Rises when the tree has changed. */
    version: { attribute: false },
    format: { attribute: false },
    activePath: { attribute: false },
    showChanges: { attribute: false },
    order: { attribute: false },
    reveals: { attribute: false },
    contextOf: { attribute: false },
  };
  declare tree: FileTree | undefined;
  declare version: number;
  declare format: Formats;
  declare activePath: string | undefined;
  /** False where there is nothing below to compare with. */
  declare showChanges: boolean;
  declare order: FileOrder;
  /** Rises when the active row is to be brought into view. */
  declare reveals: number;
  /** What the editor's own context menu is told of a row. */
  declare contextOf: (row: FileRow) => string | undefined;

  #revealed = 0;
  #active = 0;
  #fetching: ReturnType<typeof setTimeout> | undefined;
  #resized = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.version = 0;
    this.format = formats('en');
    this.showChanges = true;
    this.order = 'name';
    this.reveals = 0;
    this.contextOf = () => undefined;
  }

  /** The page's one style sheet is for this element too. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    clearTimeout(this.#fetching);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { tree } = this;
    if (!tree) return;
    const known = this.activePath === undefined ? undefined : tree.indexOfPath(this.activePath);
    if (known !== undefined) this.#active = known;
    else if (changed.has('tree')) this.#active = 0;
    this.#active = Math.max(0, Math.min(this.#active, tree.rowCount - 1));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { tree } = this;
    if (!tree) return nothing;
    const { first, last } = this.#range();
    const rows: TemplateResult[] = [];
    for (let index = first; index <= last; index++) {
      const row = tree.rowAt(index);
      if (row) rows.push(this.#row(row, index));
    }
    const active = tree.rowAt(this.#active);
    return html`<div
        class="tree ${this.showChanges ? '' : 'without-changes'} ${this.activePath === undefined ? '' : 'chosen'}"
        role="tree"
        tabindex="0"
        aria-label=${l10n.t('Files')}
        aria-activedescendant=${`row-${this.#active}`}
        data-vscode-context=${(active?.kind === 'file' && this.contextOf(active.row)) || nothing}
        @keydown=${this.#onKey}
        @focus=${() => this.activePath ?? this.#activate(this.#active)}
        @scroll=${() => this.requestUpdate()}
      >
        <div class="row head">
          <span class="name-cell">${this.#heading('name', l10n.t('Name'), l10n.t('By name, folders first'))}</span>
          <span class="change"></span>
          <span class="size">${this.#heading('size', l10n.t('Size'), l10n.t('Largest first'))}</span>
          <span class="mode">${l10n.t('Mode')}</span>
          <span class="owner">${l10n.t('Owner')}</span>
        </div>
        <div class="space" role="presentation"></div>
        ${rows}
        <div class="space" role="presentation"></div>
      </div>
      <div class="tree-status" role="status">${active?.kind === 'file' && this.activePath !== undefined ? this.#about(active.row) : nothing}</div>`;
  }

  protected override updated(): void {
    const { tree } = this;
    const scroller = this.#scroller;
    if (!tree || !scroller) return;
    const { first, last } = this.#range();
    const [before, after] = scroller.querySelectorAll<HTMLElement>('.space');
    // Through the object model: the page's policy allows no inline styles.
    if (before) before.style.height = `${first * ROW}px`;
    if (after) after.style.height = `${Math.max(0, tree.rowCount - 1 - last) * ROW}px`;
    if (this.reveals !== this.#revealed) {
      this.#revealed = this.reveals;
      this.#activate(this.#active);
      // The middle of the view is where one looks.
      scroller.scrollTop = Math.max(0, this.#active * ROW - scroller.clientHeight / 2);
      scroller.focus();
      return;
    }
    clearTimeout(this.#fetching);
    this.#fetching = setTimeout(
      () => tree.want(first, last),
      tree.rowAt(first)?.kind === 'pending' ? REST : 0,
    );
  }

  #heading(order: FileOrder, text: string, hint: string): TemplateResult {
    return html`<button
      class="heading"
      title=${hint}
      tabindex="-1"
      aria-pressed=${this.order === order}
      @click=${() => this.dispatchEvent(new CustomEvent('choose-order', { detail: order }))}
    >
      ${text}${this.order === order ? icon('chevron-down') : nothing}
    </button>`;
  }

  get #scroller(): HTMLElement | null {
    return this.querySelector('.tree');
  }

  #range(): { readonly first: number; readonly last: number } {
    const count = this.tree?.rowCount ?? 0;
    const scroller = this.#scroller;
    const top = scroller?.scrollTop ?? 0;
    const height = scroller?.clientHeight || 600;
    const first = Math.max(0, Math.min(Math.floor(top / ROW) - MARGIN, count - 1));
    return { first, last: Math.min(count - 1, Math.ceil((top + height) / ROW) + MARGIN) };
  }

  #row(row: TreeRow, index: number): TemplateResult {
    const active = index === this.#active ? 'active' : '';
    const indent = Array.from({ length: row.depth }, () => html`<span class="indent"></span>`);
    if (row.kind !== 'file') {
      const failed = row.kind === 'failed';
      const text = failed ? l10n.t('Could not be read. Press Enter to try again.') : l10n.t('Reading…');
      return html`<div
        class="row ${active} ${failed ? 'failure' : 'quiet'}"
        role="treeitem"
        id=${`row-${index}`}
        aria-level=${row.depth + 1}
        title=${failed ? (row.failure.detail ?? row.failure.code) : nothing}
        @click=${() => this.#press(index)}
      >
        <span class="name-cell">${indent}<span class="twistie"></span>${failed ? icon('error') : nothing}<span class="name">${text}</span></span>
      </div>`;
    }
    const { row: file, expandable, expanded } = row;
    return html`<div
      class="row ${active} ${this.showChanges ? file.change : ''}"
      role="treeitem"
      id=${`row-${index}`}
      aria-level=${row.depth + 1}
      aria-posinset=${row.position}
      aria-setsize=${row.siblings}
      aria-selected=${index === this.#active}
      aria-expanded=${expandable ? expanded : nothing}
      aria-label=${this.#spoken(file)}
      title=${file.path}
      data-vscode-context=${this.contextOf(file) ?? nothing}
      @click=${() => this.#press(index)}
      @contextmenu=${() => this.#activate(index)}
      @dblclick=${() => canOpen(file) && this.#fire('open-file', file.path)}
    >
      <span class="name-cell"
        >${indent}<span class="twistie">${expandable ? icon(expanded ? 'chevron-down' : 'chevron-right') : nothing}</span
        >${icon(fileIcon(file, expanded))}<span class="name">${file.name}</span
        >${file.link === undefined ? nothing : html`<span class="link quiet">→ ${file.link}</span>`}</span
      >
      <span class="change">${this.showChanges ? html`<span title=${changeName(file)}>${changeLetter(file)}</span>` : nothing}</span>
      <span class="size">${hasSize(file) ? this.format.bytes(file.size) : nothing}</span>
      <span class="mode">${file.change === 'removed' ? nothing : modeText(file)}</span>
      <span class="owner">${file.change === 'removed' ? nothing : html`${file.uid}:${file.gid}`}</span>
    </div>`;
  }

  /** Everything of one file, on one line: what the columns leave out, or have no room for. */
  #about(file: FileRow): TemplateResult {
    const copy = l10n.t('Copy Path');
    return html`<code class="path" title=${file.path}>/${file.path}</code>
      <span class="actions"
        >${this.#action('copy', copy, 'copy-path', file)}${
          canOpen(file)
            ? html`${this.#action('go-to-file', l10n.t('Open (Enter)'), 'open-file', file)}${this.#action(
                'save-as',
                l10n.t('Save As… (Ctrl+S)'),
                'save-file',
                file,
              )}${this.#action('diff', l10n.t('Compare With…'), 'compare-file', file)}`
            : nothing
        }</span
      >
      ${
        file.change === 'removed'
          ? html`<span>${l10n.t('removed by this layer')}</span>`
          : html`<code>${modeText(file)}</code><span>${file.uid}:${file.gid}</span
              >${hasSize(file) ? html`<span>${l10n.t('{0} bytes', this.format.count(file.size))}</span>` : nothing}<span
                 class="time">${this.format.time(file.mtime)}</span
              >`
      }`;
  }

  #action(name: string, label: string, event: FileEvent, file: FileRow): TemplateResult {
    return html`<button class="action" title=${label} aria-label=${label} @click=${() => this.#fire(event, file.path)}>
      ${icon(name)}
    </button>`;
  }

  #spoken(file: FileRow): string {
    const parts = [file.name, typeName(file)];
    if (this.showChanges) parts.push(changeName(file));
    if (file.link !== undefined) parts.push(l10n.t('to {0}', file.link));
    if (hasSize(file)) parts.push(this.format.bytes(file.size));
    return parts.filter(part => part !== '').join(', ');
  }

  #press(index: number): void {
    this.#activate(index);
    const row = this.tree?.rowAt(index);
    if (row?.kind === 'failed') this.tree?.retry(index);
    else if (row?.kind === 'file' && row.expandable) this.tree?.setExpanded(index, !row.expanded);
  }

  #onKey(event: KeyboardEvent): void {
    const { tree } = this;
    if (!tree || event.altKey) return;
    const row = tree.rowAt(this.#active);
    if (event.ctrlKey || event.metaKey) {
      if (row?.kind !== 'file') return;
      if (event.key === 'c' && `${getSelection()}` === '') this.#fire('copy-path', row.row.path);
      else if (event.key === 's' && canOpen(row.row)) {
        event.preventDefault();
        this.#fire('save-file', row.row.path);
      }
      return;
    }
    const page = Math.max(1, Math.floor((this.#scroller?.clientHeight ?? ROW) / ROW) - 2);
    const file = row?.kind === 'file' ? row : undefined;
    switch (event.key) {
      case 'ArrowDown':
        this.#activate(this.#active + 1);
        break;
      case 'ArrowUp':
        this.#activate(this.#active - 1);
        break;
      case 'PageDown':
        this.#activate(this.#active + page);
        break;
      case 'PageUp':
        this.#activate(this.#active - page);
        break;
      case 'Home':
        this.#activate(0);
        break;
      case 'End':
        this.#activate(tree.rowCount - 1);
        break;
      case 'ArrowRight':
        if (file?.expanded) this.#activate(this.#active + 1);
        else tree.setExpanded(this.#active, true);
        break;
      case 'ArrowLeft':
        if (file?.expanded) tree.setExpanded(this.#active, false);
        else this.#activate(tree.parentOf(this.#active) ?? this.#active);
        break;
      case 'Enter':
        if (file && canOpen(file.row)) this.#fire('open-file', file.row.path);
        else this.#press(this.#active);
        break;
      case ' ':
        this.#press(this.#active);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #activate(index: number): void {
    const { tree } = this;
    const scroller = this.#scroller;
    if (!tree || !scroller) return;
    this.#active = Math.max(0, Math.min(index, tree.rowCount - 1));
    // The heading stays on top of the rows.
    const top = this.#active * ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + 2 * ROW > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + 2 * ROW - scroller.clientHeight;
    const row = tree.rowAt(this.#active);
    this.#fire('active-path', row?.kind === 'file' ? row.row.path : undefined);
    this.requestUpdate();
  }

  #fire(name: FileEvent, path: string | undefined): void {
    this.dispatchEvent(new CustomEvent(name, { detail: path }));
  }
}
