import { randomBytes } from 'node:crypto';
import { commands, env, type LogOutputChannel, l10n, Uri, type WebviewPanel } from 'vscode';
import type { CompareHost, CompareInit, FileDelta, Side } from '../../protocol/compare.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import { serve } from '../../protocol/rpc.ts';
import { failureText } from '../failureText.ts';
import { allowed } from '../files/allowed.ts';
import { type ImageName, imageFileUri } from '../files/imageUri.ts';
import { inspectorHtml } from './html.ts';
import { ImageSession, type ReachImages } from './imageSession.ts';
import { type PageChannel, pageChannel, readEnvelope } from './pageChannel.ts';
import type { InspectRequest } from './request.ts';

export interface ComparePorts {
  readonly dist: Uri;
  readonly log: LogOutputChannel;
  readonly images: ReachImages;
  inspect(request: InspectRequest): void;
}

export interface ImagePair {
  readonly before: ImageName;
  readonly after: ImageName;
}

/** Keeps one webview panel that shows what differs between two images. */
export class ComparePanel {
  readonly #panel: WebviewPanel;
  readonly #ports: ComparePorts;
  #pair: ImagePair;
  #sessions: Readonly<Record<Side, ImageSession>>;
  #page: { readonly channel: PageChannel; readonly end: () => void } | undefined;

  constructor(panel: WebviewPanel, pair: ImagePair, ports: ComparePorts) {
    this.#panel = panel;
    this.#ports = ports;
    this.#pair = pair;
    this.#sessions = this.#open();
    panel.webview.onDidReceiveMessage(value => {
      const envelope = readEnvelope(value);
      if (!envelope) return;
      if (envelope.page !== this.#page?.channel.page) this.#attach(envelope.page);
      this.#page?.channel.receive(envelope.message);
    });
    this.#draw();
  }

  dispose(): void {
    this.#page?.end();
    this.#page = undefined;
    this.#sessions.before.dispose();
    this.#sessions.after.dispose();
  }

  #open(): Readonly<Record<Side, ImageSession>> {
    const { before, after } = this.#pair;
    return {
      before: new ImageSession(before.location, this.#ports.images),
      after: new ImageSession(after.location, this.#ports.images),
    };
  }

  #draw(): void {
    const { webview } = this.#panel;
    const { before, after } = this.#pair;
    this.#panel.title = l10n.t('{0} ↔ {1}', before.title, after.title);
    const init: CompareInit = {
      compare: { before: named(before), after: named(after) },
      language: env.language,
      l10n: l10n.bundle,
    };
    webview.html = inspectorHtml({
      script: webview.asWebviewUri(Uri.joinPath(this.#ports.dist, 'webview.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(this.#ports.dist, 'webview.css')).toString(),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
      title: this.#panel.title,
      init,
    });
  }

  #attach(page: string): void {
    this.#page?.end();
    const channel = pageChannel(page, envelope => void this.#panel.webview.postMessage(envelope));
    const end = serve(channel, this.#host(), (method, error) =>
      this.#ports.log.error(`comparison ${method}`, error),
    );
    this.#page = { channel, end };
  }

  #host(): CompareHost {
    return {
      load: async (_params, { signal, onProgress } = {}) => {
        const { before, after } = this.#pair;
        for (const { location } of [before, after]) {
          const may = allowed(location);
          if (!may.ok) return may;
        }
        // One after the other: two exports at once only slow each other down.
        for (const [side, platform] of [
          ['before', before.platform],
          ['after', after.platform],
        ] as const) {
          const loaded = await this.#sessions[side].load(
            { platform },
            {
              ...(signal && { signal }),
              onProgress: progress => onProgress?.({ side, progress }),
            },
          );
          if (!loaded.ok) return loaded;
        }
        return this.#both((image, old, now) =>
          image.compare({ before: old, handle: now }, signal && { signal }),
        );
      },
      files: params =>
        this.#both((image, old, now) => image.comparedFiles({ ...params, before: old, handle: now })),
      openFile: delta => this.#openFile(delta),
      inspect: async ({ side, layer }) => {
        const { location, title } = this.#pair[side];
        this.#ports.inspect({ location, title, ...(layer !== undefined && { layer }) });
        return success(null);
      },
      swap: async () => {
        const { before, after } = this.#pair;
        const { before: old, after: now } = this.#sessions;
        this.#pair = { before: after, after: before };
        this.#sessions = { before: now, after: old };
        this.#draw();
        return success(null);
      },
      explain: async ({ failure }) => success(failureText(failure)),
    };
  }

  #both<T>(
    call: (
      image: Parameters<Parameters<ReachImages>[0]>[0],
      before: number,
      after: number,
    ) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#sessions.before.use((_image, before) =>
      this.#sessions.after.use((image, after) => call(image, before, after)),
    );
  }

  async #openFile({ path, kind }: FileDelta): Promise<Outcome<null>> {
    const { before, after } = this.#pair;
    const old = imageFileUri({ ...before, layer: 'final', path });
    const now = imageFileUri({ ...after, layer: 'final', path });
    if (kind === 'changed') {
      const title = `${path.slice(path.lastIndexOf('/') + 1)} (${before.title} ↔ ${after.title})`;
      await commands.executeCommand('vscode.diff', old, now, title, { preview: true });
    } else await commands.executeCommand('vscode.open', kind === 'added' ? now : old, { preview: true });
    return success(null);
  }
}

function named({ location, title, platform }: ImageName): CompareInit['compare'][Side] {
  return { location, title, ...(platform && { platform }) };
}
