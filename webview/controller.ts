import * as l10n from '@vscode/l10n';
import type { DocumentKind } from '../protocol/image.ts';
import type { FailureWords, InspectorHost } from '../protocol/inspector.ts';
import type { Failure } from '../protocol/result.ts';
import { chooseLayer, type InspectorState, type LayerChoice, type SavedView, type Tab } from './state.ts';
import { FileTree } from './tree/fileTree.ts';

/** What the page does; the state changes, and `onChange` is told. */
export interface Controller {
  readonly state: InspectorState;
  /** Files of the chosen layer; undefined while there is no image or the layer could not be read. */
  readonly tree: FileTree | undefined;
  /** The row of the tree that has the focus. */
  readonly activePath: string | undefined;
  load(again?: boolean): Promise<void>;
  cancel(): void;
  chooseLayer(layer: LayerChoice): void;
  chooseTab(tab: Tab): void;
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

/** Milliseconds that a notice stays. */
const NOTICE = 2_000;

export function newController(
  host: InspectorHost,
  title: string,
  saved: Partial<SavedView>,
  onChange: () => void,
): Controller {
  let state: InspectorState = {
    title,
    phase: { kind: 'loading', progress: undefined, cancelling: false },
    tab: saved.tab ?? 'layers',
    layer: saved.layer ?? 'final',
    documents: {},
    notice: '',
    narrow: false,
    divider: saved.divider,
  };
  let tree: FileTree | undefined;
  let activePath = saved.activePath;
  let expanded: readonly string[] = saved.expanded ?? [];
  let reading = new AbortController();
  let noticeTimer: ReturnType<typeof setTimeout> | undefined;

  const set = (change: Partial<InspectorState>): void => {
    state = { ...state, ...change };
    onChange();
  };
  const setDocument = (kind: DocumentKind, document: InspectorState['documents'][DocumentKind]): void =>
    set({ documents: { ...state.documents, [kind]: document } });

  const explain = async (failure: Failure): Promise<FailureWords> => {
    const words = await host.explain({ failure });
    return words.ok ? words.value : { message: failure.code, advice: '', detail: failure.detail ?? '' };
  };

  /** The tree of the chosen layer, with the same directories open as in the one before. */
  const plantTree = (): void => {
    if (tree) expanded = tree.expandedPaths;
    tree?.dispose();
    tree = undefined;
    const { phase, layer } = state;
    if (phase.kind !== 'ready') return;
    if (layer !== 'final' && phase.image.layers[layer]?.error !== undefined) return;
    tree = new FileTree(
      (path, offset, limit) => host.children({ layer, path, offset, limit }),
      onChange,
      expanded,
    );
  };

  const showLayer = (layer: LayerChoice): void => {
    const { phase } = state;
    if (phase.kind !== 'ready') return;
    state = { ...state, layer: chooseLayer(phase.image, layer) };
    plantTree();
    onChange();
  };

  const controller: Controller = {
    get state() {
      return state;
    },
    get tree() {
      return tree;
    },
    get activePath() {
      return activePath;
    },
    load: async (again = false) => {
      reading = new AbortController();
      set({ phase: { kind: 'loading', progress: undefined, cancelling: false }, documents: {} });
      const answer = await host.load(
        { again },
        {
          signal: reading.signal,
          onProgress: progress => {
            if (state.phase.kind === 'loading') set({ phase: { ...state.phase, progress } });
          },
        },
      );
      if (!answer.ok) {
        const words = await explain(answer.failure);
        set({ phase: { kind: 'failed', words, cancelled: answer.failure.code === 'cancelled' } });
        return;
      }
      const { image, show } = answer.value;
      const tab = show === undefined && isTab(state.tab, image.documents) ? state.tab : 'layers';
      state = {
        ...state,
        phase: { kind: 'ready', image },
        tab,
        layer: chooseLayer(image, show ?? state.layer),
      };
      plantTree();
      onChange();
      if (tab !== 'layers') await controller.loadDocument(tab);
    },
    cancel: () => {
      if (state.phase.kind !== 'loading') return;
      set({ phase: { ...state.phase, cancelling: true } });
      reading.abort();
    },
    chooseLayer: layer => {
      if (layer !== state.layer) showLayer(layer);
      if (state.tab !== 'layers') set({ tab: 'layers' });
    },
    chooseTab: tab => {
      if (tab === state.tab) return;
      set({ tab });
      if (tab !== 'layers') void controller.loadDocument(tab);
    },
    loadDocument: async kind => {
      const known = state.documents[kind];
      if (known && known.kind !== 'failed') return;
      setDocument(kind, { kind: 'loading' });
      const answer = await host.document({ kind });
      if (answer.ok) setDocument(kind, { kind: 'ready', text: answer.value });
      else setDocument(kind, { kind: 'failed', words: await explain(answer.failure) });
    },
    openDocument: async kind => {
      const opened = await host.openDocument({ kind });
      if (!opened.ok) notify((await explain(opened.failure)).message);
    },
    copy: async text => {
      const copied = await host.copy({ text });
      notify(copied.ok ? l10n.t('Copied') : (await explain(copied.failure)).message);
    },
    explain,
    setNarrow: narrow => {
      if (narrow !== state.narrow) set({ narrow });
    },
    setDivider: divider => {
      if (divider !== state.divider) set({ divider });
    },
    setActivePath: path => {
      if (path === activePath) return;
      activePath = path;
      onChange();
    },
    get saved() {
      return {
        tab: state.tab,
        layer: state.layer,
        expanded: (tree?.expandedPaths ?? expanded).slice(-500),
        activePath,
        divider: state.divider,
      };
    },
  };

  const notify = (notice: string): void => {
    clearTimeout(noticeTimer);
    set({ notice });
    noticeTimer = setTimeout(() => set({ notice: '' }), NOTICE);
  };
  return controller;
}

function isTab(tab: Tab, documents: readonly DocumentKind[]): boolean {
  return tab === 'layers' || documents.includes(tab);
}
