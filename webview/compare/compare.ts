import { render } from 'lit';
import { type FileFilter, noFilter } from '../../protocol/browse.ts';
import type {
  CompareHost,
  CompareInit,
  CompareProgress,
  Comparison,
  DeltaKind,
  FileDelta,
} from '../../protocol/compare.ts';
import type { FailureWords } from '../../protocol/inspector.ts';
import { formats } from '../format.ts';
import { type PagedList, pagedList } from '../list/pagedList.ts';
import { compareView } from './compareView.ts';

export type ComparePhase =
  | { readonly kind: 'loading'; readonly progress: CompareProgress | undefined; readonly cancelling: boolean }
  | { readonly kind: 'failed'; readonly words: FailureWords; readonly cancelled: boolean }
  | { readonly kind: 'ready'; readonly comparison: Comparison };

/** What the comparison's page shows and does. */
export interface CompareController {
  readonly names: CompareInit['compare'];
  readonly phase: ComparePhase;
  readonly files: PagedList<FileDelta> | undefined;
  readonly kind: DeltaKind | undefined;
  /** Layer of the later image that files are of. */
  readonly layer: number | undefined;
  readonly text: FileFilter;
  load(): Promise<void>;
  cancel(): void;
  choose(change: {
    readonly kind?: DeltaKind | undefined;
    readonly layer?: number | undefined;
    readonly text?: FileFilter;
  }): void;
  host: CompareHost;
}

/** Runs the page of a comparison in `root`. */
export function startComparison(root: HTMLElement, host: CompareHost, init: CompareInit): void {
  const format = formats(init.language);
  let phase: ComparePhase = { kind: 'loading', progress: undefined, cancelling: false };
  let reading = new AbortController();
  let chosen: Pick<CompareController, 'kind' | 'layer' | 'text'> = {
    kind: undefined,
    layer: undefined,
    text: noFilter,
  };
  let files: PagedList<FileDelta> | undefined;
  let version = 0;
  let drawing = false;

  const controller: CompareController = {
    names: init.compare,
    host,
    get phase() {
      return phase;
    },
    get files() {
      return files;
    },
    get kind() {
      return chosen.kind;
    },
    get layer() {
      return chosen.layer;
    },
    get text() {
      return chosen.text;
    },
    load: async () => {
      reading = new AbortController();
      phase = { kind: 'loading', progress: undefined, cancelling: false };
      draw();
      const answer = await host.load(
        {},
        {
          signal: reading.signal,
          onProgress: progress => {
            if (phase.kind !== 'loading') return;
            phase = { ...phase, progress };
            draw();
          },
        },
      );
      if (answer.ok) {
        phase = { kind: 'ready', comparison: answer.value };
        listFiles();
      } else {
        const words = await host.explain({ failure: answer.failure });
        const { code, detail = '' } = answer.failure;
        phase = {
          kind: 'failed',
          cancelled: code === 'cancelled',
          words: words.ok ? words.value : { message: code, advice: '', detail },
        };
      }
      draw();
    },
    cancel: () => {
      if (phase.kind !== 'loading') return;
      phase = { ...phase, cancelling: true };
      reading.abort();
      draw();
    },
    choose: change => {
      chosen = { ...chosen, ...change };
      listFiles();
      draw();
    },
  };

  function listFiles(): void {
    files?.dispose();
    const { kind, layer, text } = chosen;
    const asked = {
      ...(kind && { kind }),
      ...(layer !== undefined && { layer }),
      ...(text.text !== '' && { text: text.text }),
    };
    files = pagedList((offset, limit) => host.files({ ...asked, offset, limit }), draw);
  }

  function draw(): void {
    if (drawing) return;
    drawing = true;
    queueMicrotask(() => {
      drawing = false;
      render(compareView(controller, format, ++version), root);
    });
  }

  void controller.load();
}
