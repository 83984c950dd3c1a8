import type {
  FileFilter,
  FileOrder,
  FileRequest,
  FoundPath,
  TreeChoice,
  WasteRow,
} from '../protocol/browse.ts';
import type { DocumentKind, LayerRow } from '../protocol/image.ts';
import type { FailureWords } from '../protocol/inspector.ts';
import type { Failure } from '../protocol/result.ts';
import type { PagedList } from './list/pagedList.ts';
import type { InspectorState, LayerChoice, SavedView, Scope, Tab, WasteChoice } from './state.ts';
import type { FileTree } from './tree/fileTree.ts';

/** What the page does; the state changes, and `onChange` is told. */
export interface Controller {
  readonly state: InspectorState;
  /** Names the panel that the page is in. */
  readonly panel: string;
  /** Files of the chosen layer; undefined while there is no image or the layer could not be read. */
  readonly tree: FileTree | undefined;
  /** Hits of the search over all layers; undefined while nothing is searched for. */
  readonly found: PagedList<FoundPath> | undefined;
  readonly wasted: PagedList<WasteRow> | undefined;
  /** The row of the tree that has the focus. */
  readonly activePath: string | undefined;
  /** Rises when that row is to be brought into view. */
  readonly reveals: number;
  /** Whose files the tree and the map show. */
  readonly treeChoice: TreeChoice;
  load(again?: boolean): Promise<void>;
  cancel(): void;
  /** Reads the image for another platform. */
  choosePlatform(platform: string): void;
  chooseLayer(layer: LayerChoice): void;
  chooseScope(scope: Scope): void;
  chooseTab(tab: Tab): void;
  setOrder(order: FileOrder): void;
  setFilter(change: Partial<FileFilter>): void;
  setFind(change: Partial<FileFilter>): void;
  setWaste(waste: WasteChoice): void;
  setMapPath(path: string): void;
  setMapPoint(path: string | undefined): void;
  setPackages(change: Partial<Pick<InspectorState, 'packageFilter' | 'packageOrder'>>): void;
  /** Goes to a path in the files of a layer. */
  reveal(layer: LayerChoice, path: string): Promise<void>;
  openFile(file: FileRequest): Promise<void>;
  saveFile(file: FileRequest): Promise<void>;
  compareFile(file: FileRequest): Promise<void>;
  compareImage(): Promise<void>;
  /** Goes to the line that made a layer. */
  showLine(layer: Pick<LayerRow, 'index' | 'diffId'>): Promise<void>;
  /** Asks again for what the view could not get. */
  retry(): void;
  /** Stops what a view is asking for. */
  stopAsking(): void;
  openStatement(index: number): Promise<void>;
  loadDocument(kind: DocumentKind): Promise<void>;
  openDocument(kind: DocumentKind): Promise<void>;
  copy(text: string): Promise<void>;
  explain(failure: Failure): Promise<FailureWords>;
  setNarrow(narrow: boolean): void;
  setDivider(divider: string): void;
  setActivePath(path: string | undefined): void;
  /** What to keep while the page is hidden. */
  readonly saved: SavedView;
}
