import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PagedList } from './pagedList.ts';

/** How a row is shown. */
export interface RowParts {
  readonly cells: TemplateResult;
  /** For people who do not see it. */
  readonly label: string;
  readonly title?: string;
  /** For the editor's own context menu. */
  readonly context?: string;
  readonly className?: string;
}

/** Pixels; list.css holds the same number. */
const ROW = 22;
/** Rows drawn above and below what is seen. */
const MARGIN = 8;

/**
 * A list of any length of which the visible part is drawn: keyboard as in the editor's lists. Fires `choose` with
 * the index when a row is taken by Enter or a double click, and `activate` when it gets the focus.
 */
export class ListElement extends LitElement {
  static override properties = {
    list: { attribute: false },
    describe: { attribute: false },
    heading: { attribute: false },
    version: { attribute: false },
    label: { attribute: false },
  };
  declare list: PagedList<unknown> | undefined;
  declare describe: (row: unknown, index: number) => RowParts;
  declare heading: TemplateResult | undefined;
  /** Rises when the list has changed. */
  declare version: number;
  declare label: string;

  #active = 0;
  #resized = new ResizeObserver(() => this.requestUpdate());

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
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('list') && changed.get('list') !== undefined) {
      this.#active = 0;
      const scroller = this.#scroller;
      if (scroller) scroller.scrollTop = 0;
    }
    this.#active = Math.max(0, Math.min(this.#active, (this.list?.total ?? 1) - 1));
  }

  protected override render(): TemplateResult {
    const { first, last } = this.#range();
    const rows: TemplateResult[] = [];
    for (let index = first; index <= last; index++) rows.push(this.#row(index));
    const active = this.list?.rowAt(this.#active);
    return html`<div
      class="list-rows"
      role="listbox"
      tabindex="0"
      aria-label=${this.label}
      aria-activedescendant=${`${this.id}-row-${this.#active}`}
      data-vscode-context=${active === undefined ? nothing : (this.describe(active, this.#active).context ?? nothing)}
      @keydown=${this.#onKey}
      @scroll=${() => this.requestUpdate()}
    >
      ${this.heading ? html`<div class="list-row head" aria-hidden="true">${this.heading}</div>` : nothing}
      <div class="space" role="presentation"></div>
      ${rows}
      <div class="space" role="presentation"></div>
    </div>`;
  }

  protected override updated(): void {
    const { list } = this;
    const { first, last } = this.#range();
    const [before, after] = this.querySelectorAll<HTMLElement>('.space');
    // Through the object model: the page's policy allows no inline styles.
    if (before) before.style.height = `${first * ROW}px`;
    if (after) after.style.height = `${Math.max(0, (list?.total ?? 0) - 1 - last) * ROW}px`;
    list?.want(first, last);
  }

  get #scroller(): HTMLElement | null {
    return this.querySelector('.list-rows');
  }

  #range(): { readonly first: number; readonly last: number } {
    const count = this.list?.total ?? 0;
    const scroller = this.#scroller;
    const top = scroller?.scrollTop ?? 0;
    const height = scroller?.clientHeight || 600;
    const first = Math.max(0, Math.min(Math.floor(top / ROW) - MARGIN, count - 1));
    return { first, last: Math.min(count - 1, Math.ceil((top + height) / ROW) + MARGIN) };
  }

  #row(index: number): TemplateResult {
    const row = this.list?.rowAt(index);
    const parts = row === undefined ? undefined : this.describe(row, index);
    return html`<div
      class="list-row ${index === this.#active ? 'active' : ''} ${parts?.className ?? ''}"
      role="option"
      id=${`${this.id}-row-${index}`}
      aria-selected=${index === this.#active}
      aria-posinset=${index + 1}
      aria-setsize=${this.list?.total ?? nothing}
      aria-label=${parts?.label ?? l10n.t('Reading…')}
      title=${parts?.title ?? nothing}
      data-vscode-context=${parts?.context ?? nothing}
      @mousedown=${() => this.#activate(index)}
      @dblclick=${() => this.#choose(index)}
    >
      ${parts?.cells ?? html`<span class="quiet">${l10n.t('Reading…')}</span>`}
    </div>`;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((this.#scroller?.clientHeight ?? ROW) / ROW) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: (this.list?.total ?? 1) - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) this.#activate(next);
    else if (event.key === 'Enter') this.#choose(this.#active);
    else return;
    event.preventDefault();
  }

  #activate(index: number): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.#active = Math.max(0, Math.min(index, (this.list?.total ?? 1) - 1));
    const head = this.heading ? ROW : 0;
    const top = this.#active * ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW + head > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + ROW + head - scroller.clientHeight;
    this.dispatchEvent(new CustomEvent('activate', { detail: this.#active }));
    this.requestUpdate();
  }

  #choose(index: number): void {
    if (this.list?.rowAt(index) !== undefined)
      this.dispatchEvent(new CustomEvent('choose', { detail: index }));
  }
}
