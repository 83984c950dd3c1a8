import * as l10n from '@vscode/l10n';
import { type FoundPath, isFiltering, noFilter, type TreeChoice, type WasteRow } from '../protocol/browse.ts';
import type { DocumentKind } from '../protocol/image.ts';
import type { FailureWords, InspectorHost } from '../protocol/inspector.ts';
import type { Failure, Outcome } from '../protocol/result.ts';
import type { Controller } from './controller.ts';
import { type PagedList, pagedList } from './list/pagedList.ts';
import {
  type Answers,
  type Asked,
  chooseLayer,
  type InspectorState,
  type SavedView,
  type Tab,
  VIEWS,
} from './state.ts';
import { FileTree } from './tree/fileTree.ts';

/** Milliseconds that a notice stays. */
const NOTICE = 2_000;
/** Tiles of the map. */
const TILES = 600;

export function newController(
  host: InspectorHost,
  { title, panel }: { readonly title: string; readonly panel: string },
  saved: Partial<SavedView>,
  onChange: () => void,
): Controller {
  let state: InspectorState = {
    title,
    phase: { kind: 'loading', progress: undefined, cancelling: false },
    tab: saved.tab ?? 'layers',
    layer: saved.layer ?? 'final',
    scope: saved.scope ?? 'alone',
    order: saved.order ?? 'name',
    filter: saved.filter ?? noFilter,
    find: saved.find ?? noFilter,
    waste: { layer: undefined, why: undefined },
    mapPath: saved.mapPath ?? '',
    mapPoint: undefined,
    packageFilter: '',
    packageOrder: 'name',
    documents: {},
    notice: '',
    narrow: false,
    divider: saved.divider,
  };
  let platform = saved.platform;
  let tree: FileTree | undefined;
  let found: PagedList<FoundPath> | undefined;
  let wasted: PagedList<WasteRow> | undefined;
  let activePath = saved.activePath;
  let reveals = 0;
  let expanded: readonly string[] = saved.expanded ?? [];
  let reading = new AbortController();
  let asking = new AbortController();
  let noticeTimer: ReturnType<typeof setTimeout> | undefined;

  const set = (change: Partial<InspectorState>): void => {
    state = { ...state, ...change };
    onChange();
  };

  const explain = async (failure: Failure): Promise<FailureWords> => {
    const words = await host.explain({ failure });
    return words.ok ? words.value : { message: failure.code, advice: '', detail: failure.detail ?? '' };
  };

  const notify = (notice: string): void => {
    clearTimeout(noticeTimer);
    set({ notice });
    noticeTimer = setTimeout(() => set({ notice: '' }), NOTICE);
  };

  const newSignal = (): AbortSignal => {
    asking = new AbortController();
    return asking.signal;
  };

  const treeChoice = (): TreeChoice => {
    const { layer, scope } = state;
    return layer === 'final' || scope === 'alone' ? layer : { upTo: layer };
  };

  /** The tree of the chosen layer, with the same directories open as in the one before. */
  const plantTree = (): void => {
    if (tree) expanded = tree.expandedPaths;
    tree?.dispose();
    tree = undefined;
    const { phase, layer, filter, order } = state;
    if (phase.kind !== 'ready') return;
    if (layer !== 'final' && phase.image.layers[layer]?.error !== undefined) return;
    const choice = treeChoice();
    const asked = { layer: choice, order, ...(isFiltering(filter) && { filter }) };
    tree = new FileTree(
      (path, offset, limit) => host.children({ ...asked, path, offset, limit }),
      onChange,
      expanded,
    );
  };

  const startFind = (): void => {
    found?.dispose();
    const { find } = state;
    found = isFiltering(find)
      ? pagedList((offset, limit) => host.find({ filter: find, offset, limit }), onChange)
      : undefined;
  };

  const startWaste = (): void => {
    wasted?.dispose();
    const { layer, why } = state.waste;
    const asked = { ...(layer !== undefined && { layer }), ...(why !== undefined && { why }) };
    wasted = pagedList((offset, limit) => host.waste({ ...asked, offset, limit }), onChange);
  };

  /** Asks for what a view shows, once: a failure is asked for again when the view is opened anew. */
  async function ask<T>(
    known: Asked<T> | undefined,
    put: (asked: Asked<T>) => Partial<Answers>,
    call: () => Promise<Outcome<T>>,
  ): Promise<void> {
    if (known && known.kind !== 'failed') return;
    set(put({ kind: 'loading' }));
    const { phase } = state;
    const answer = await call();
    // Another image, or another try, is here meanwhile.
    if (state.phase !== phase) return;
    set(
      put(
        answer.ok
          ? { kind: 'ready', value: answer.value }
          : { kind: 'failed', words: await explain(answer.failure) },
      ),
    );
  }

  const loadMap = (): Promise<void> => {
    const layer = treeChoice();
    const path = state.mapPath;
    return ask(
      state.map,
      map => ({ map }),
      () => host.treemap({ layer, path, limit: TILES }),
    );
  };

  const askWaste = (): Promise<void> =>
    ask(
      state.wasteSummary,
      wasteSummary => ({ wasteSummary }),
      () => host.wasteSummary({}),
    );

  const openTab = (tab: Tab): void => {
    if (state.phase.kind !== 'ready') return;
    switch (tab) {
      case 'layers':
        return;
      case 'find':
        if (!found) startFind();
        return;
      case 'waste':
        if (!wasted) startWaste();
        void askWaste();
        return;
      case 'map':
        void loadMap();
        return;
      case 'packages':
        void ask(
          state.packages,
          packages => ({ packages }),
          () => host.packages({}, { signal: newSignal() }),
        );
        return;
      case 'about':
        void controller.loadDocument('config');
        void ask(
          state.statements,
          statements => ({ statements }),
          () => host.statements({}, { signal: newSignal() }),
        );
        return;
      default:
        void controller.loadDocument(tab);
    }
  };

  const showLayer = (change: Partial<Pick<InspectorState, 'layer' | 'scope' | 'order' | 'filter'>>): void => {
    const { phase } = state;
    if (phase.kind !== 'ready') return;
    const { map: _, ...rest } = state;
    const layer = chooseLayer(phase.image, change.layer ?? state.layer);
    state = { ...rest, ...change, layer, ...('layer' in change || 'scope' in change ? { mapPath: '' } : {}) };
    plantTree();
    onChange();
    if (state.tab === 'map') void loadMap();
  };

  const act = async (action: Promise<Outcome<null>>): Promise<void> => {
    const done = await action;
    if (!done.ok && done.failure.code !== 'cancelled') notify((await explain(done.failure)).message);
  };

  const controller: Controller = {
    get state() {
      return state;
    },
    panel,
    get tree() {
      return tree;
    },
    get found() {
      return found;
    },
    get wasted() {
      return wasted;
    },
    get activePath() {
      return activePath;
    },
    get reveals() {
      return reveals;
    },
    get treeChoice() {
      return treeChoice();
    },
    load: async (again = false) => {
      reading = new AbortController();
      const { map: _m, packages: _p, statements: _s, wasteSummary: _w, ...rest } = state;
      found = undefined;
      wasted = undefined;
      state = { ...rest, documents: {}, phase: { kind: 'loading', progress: undefined, cancelling: false } };
      onChange();
      const answer = await host.load(
        { again, ...(platform !== undefined && { platform }) },
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
      openTab(tab);
      // Layers say at first sight what of them is wasted.
      if (image.reclaimableBytes > 0) void askWaste();
    },
    cancel: () => {
      if (state.phase.kind !== 'loading') return;
      set({ phase: { ...state.phase, cancelling: true } });
      reading.abort();
    },
    choosePlatform: wanted => {
      platform = wanted;
      void controller.load();
    },
    chooseLayer: layer => {
      if (layer !== state.layer) showLayer({ layer });
      if (state.tab !== 'layers' && state.tab !== 'map') set({ tab: 'layers' });
    },
    chooseScope: scope => {
      if (scope !== state.scope) showLayer({ scope });
    },
    chooseTab: tab => {
      if (tab === state.tab) return;
      set({ tab });
      openTab(tab);
    },
    setOrder: order => {
      if (order !== state.order) showLayer({ order });
    },
    setFilter: change => showLayer({ filter: { ...state.filter, ...change } }),
    setFind: change => {
      state = { ...state, find: { ...state.find, ...change } };
      startFind();
      onChange();
    },
    setWaste: waste => {
      state = { ...state, waste };
      startWaste();
      onChange();
    },
    setMapPath: mapPath => {
      const { map: _, ...rest } = state;
      state = { ...rest, mapPath, mapPoint: undefined };
      void loadMap();
    },
    setMapPoint: mapPoint => set({ mapPoint }),
    setPackages: change => set(change),
    reveal: async (layer, path) => {
      activePath = path;
      state = { ...state, tab: 'layers' };
      // Where it might be hidden, everything is shown.
      showLayer({ layer, filter: noFilter });
      const planted = tree;
      const { order } = state;
      const places = await host.locate({ layer: treeChoice(), path, order });
      if (planted !== tree || !places.ok || !(await planted?.reveal(places.value))) return;
      reveals++;
      onChange();
    },
    openFile: async file => {
      const opened = await host.openFile(file);
      if (!opened.ok) await act(Promise.resolve(opened));
      else if (opened.value.folder !== undefined) await controller.reveal(state.layer, opened.value.folder);
    },
    saveFile: file => act(host.saveFile(file)),
    compareFile: file => act(host.compareFile(file)),
    compareImage: () => act(host.compareImage({})),
    showLine: ({ index, diffId }) => act(host.showLine({ layer: index, diffId })),
    openStatement: index => act(host.openStatement({ index })),
    loadDocument: kind =>
      ask(
        state.documents[kind],
        document => ({ documents: { ...state.documents, [kind]: document } }),
        () => host.document({ kind }),
      ),
    openDocument: kind => act(host.openDocument({ kind })),
    copy: async text => {
      const copied = await host.copy({ text });
      notify(copied.ok ? l10n.t('Copied') : (await explain(copied.failure)).message);
    },
    retry: () => openTab(state.tab),
    stopAsking: () => asking.abort(),
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
      const { tab, layer, scope, order, filter, find, mapPath, divider } = state;
      return {
        tab,
        layer,
        scope,
        order,
        filter,
        find,
        mapPath,
        expanded: (tree?.expandedPaths ?? expanded).slice(-500),
        activePath,
        divider,
        platform,
      };
    },
  };
  return controller;
}

function isTab(tab: Tab, documents: readonly DocumentKind[]): boolean {
  return VIEWS.some(view => view === tab) || documents.some(kind => kind === tab);
}
