import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import type { TreemapNode } from '../../protocol/browse.ts';
import { type Formats, formats } from '../format.ts';
import { type Box, squarify } from './squarify.ts';

interface Tile {
  readonly node: TreemapNode;
  readonly box: Box;
  readonly depth: number;
  readonly parent: Tile | undefined;
  /** True where its own children are drawn in it. */
  readonly opened: boolean;
}

/** Pixels for the name of an opened folder, and what is left around its children. */
const HEAD = 16;
const PADDING = 2;
/** Smaller tiles are not drawn. */
const SMALLEST = 3;
/** Pixels of a letter, about. */
const LETTER = 6.6;

/**
 * A folder as nested rectangles by bytes. Arrow keys go through siblings by size, into a folder and out of it; Enter
 * fires `enter` with the path of a folder or file, Backspace `leave`; `point` follows the focus.
 */
export class MapElement extends LitElement {
  static override properties = { root: { attribute: false }, format: { attribute: false } };
  declare root: TreemapNode | undefined;
  declare format: Formats;

  #active: string | undefined;
  #resized = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.format = formats('en');
  }

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
    if (changed.has('root')) this.#active = undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { root } = this;
    if (!root) return nothing;
    const width = Math.max(1, this.clientWidth);
    const height = Math.max(1, this.clientHeight);
    const tiles = layOut(root, { x: 0, y: 0, width, height });
    const active = this.#find(tiles);
    return html`<svg
      class="map"
      role="tree"
      tabindex="0"
      aria-label=${l10n.t('Files by size')}
      aria-activedescendant=${active ? tileId(tiles.indexOf(active)) : nothing}
      width=${width}
      height=${height}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, tiles)}
    >
      ${tiles.map((tile, index) => this.#tile(tile, index, tile === active))}
    </svg>`;
  }

  #tile({ node, box, depth, opened }: Tile, index: number, active: boolean): TemplateResult {
    const bytes = this.format.bytes(node.bytes);
    const kind = node.folder ? l10n.t('folder') : l10n.t('file');
    const text = shorten(`${node.name} ${bytes}`, node.name, box);
    const roomy = opened || box.height >= 15;
    return svg`<g
      class="tile ${node.folder ? 'folder' : 'file'} ${opened ? 'opened' : ''} ${active ? 'active' : ''} depth-${depth % 4}"
      role="treeitem"
      id=${tileId(index)}
      aria-level=${depth + 1}
      aria-selected=${active}
      aria-label=${`${node.name}, ${kind}, ${bytes}`}
      @mousedown=${() => this.#point(node.path)}
      @dblclick=${() => this.#fire('enter', node)}
    >
      <title>${`/${node.path} · ${bytes}`}</title>
      <rect x=${box.x} y=${box.y} width=${Math.max(0, box.width - 1)} height=${Math.max(0, box.height - 1)}></rect>
      ${roomy && text ? svg`<text x=${box.x + 4} y=${box.y + 12}>${text}</text>` : nothing}
    </g>`;
  }

  #find(tiles: readonly Tile[]): Tile | undefined {
    return tiles.find(({ node }) => node.path === this.#active) ?? tiles[0];
  }

  #onKey(event: KeyboardEvent, tiles: readonly Tile[]): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const active = this.#find(tiles);
    if (!active) return;
    const siblings = tiles.filter(({ parent }) => parent === active.parent);
    const at = siblings.indexOf(active);
    const next: Readonly<Record<string, Tile | undefined>> = {
      ArrowRight: siblings[at + 1],
      ArrowLeft: siblings[at - 1],
      ArrowDown: tiles.find(({ parent }) => parent === active),
      ArrowUp: active.parent,
      Home: siblings[0],
      End: siblings.at(-1),
    };
    if (event.key in next) {
      const tile = next[event.key];
      if (tile) this.#point(tile.node.path);
    } else if (event.key === 'Enter' || event.key === ' ') this.#fire('enter', active.node);
    else if (event.key === 'Backspace' || event.key === 'Escape') this.#fire('leave', active.node);
    else return;
    event.preventDefault();
  }

  #point(path: string): void {
    this.#active = path;
    this.dispatchEvent(new CustomEvent('point', { detail: path }));
    this.requestUpdate();
  }

  #fire(name: 'enter' | 'leave', node: TreemapNode): void {
    this.dispatchEvent(new CustomEvent(name, { detail: node }));
  }
}

const tileId = (index: number): string => `tile-${index}`;

/** Tiles from the outside in, largest first within each folder; the root itself is the frame and none of them. */
function layOut(root: TreemapNode, frame: Box): readonly Tile[] {
  const tiles: Tile[] = [];
  const place = (node: TreemapNode, box: Box, depth: number, parent: Tile | undefined): void => {
    const weights = [
      ...node.children.map(({ bytes }) => bytes),
      ...(node.restBytes > 0 ? [node.restBytes] : []),
    ];
    const boxes = squarify(weights, box);
    for (const [index, child] of node.children.entries()) {
      const own = boxes[index];
      if (!own || own.width < SMALLEST || own.height < SMALLEST) continue;
      const opened = child.children.length > 0 && own.width > 40 && own.height > 2 * HEAD;
      const tile: Tile = { node: child, box: own, depth, parent, opened };
      tiles.push(tile);
      if (opened) place(child, inside(own), depth + 1, tile);
    }
  };
  place(root, frame, 0, undefined);
  return tiles;
}

function inside({ x, y, width, height }: Box): Box {
  return {
    x: x + PADDING,
    y: y + HEAD,
    width: Math.max(0, width - 2 * PADDING - 1),
    height: Math.max(0, height - HEAD - PADDING - 1),
  };
}

/** As much as there is room for; nothing where that says nothing. */
function shorten(long: string, short: string, { width }: Box): string {
  const letters = Math.floor((width - 8) / LETTER);
  if (long.length <= letters) return long;
  if (short.length <= letters) return short;
  return letters >= 4 ? `${short.slice(0, letters - 1)}…` : '';
}
