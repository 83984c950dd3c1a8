import { randomBytes } from 'node:crypto';
import { env, type LogOutputChannel, l10n, Uri, type WebviewPanel } from 'vscode';
import type { FileRequest } from '../../protocol/browse.ts';
import type { ImageOverview } from '../../protocol/image.ts';
import type { InspectedImage, InspectorHost, InspectorPage, OpenedFile } from '../../protocol/inspector.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Connection, connect, serve } from '../../protocol/rpc.ts';
import { failureText } from '../failureText.ts';
import { allowed } from '../files/allowed.ts';
import type { ImageFile, ImageName } from '../files/imageUri.ts';
import { readStepText } from '../views/stepText.ts';
import { inspectorHtml } from './html.ts';
import { ImageSession, type ReachImages } from './imageSession.ts';
import { type PageChannel, pageChannel, readEnvelope } from './pageChannel.ts';
import { type InspectRequest, requestKey } from './request.ts';

/** What a panel needs from the extension. */
export interface InspectorPorts {
  readonly dist: Uri;
  readonly log: LogOutputChannel;
  readonly images: ReachImages;
  copy(text: string): PromiseLike<void>;
  openDocument(title: string, kind: string, text: string): PromiseLike<void>;
  /** What is done with a file of the image. */
  readonly files: {
    openFile(file: ImageFile): Promise<Outcome<OpenedFile>>;
    saveFile(file: ImageFile): Promise<Outcome<null>>;
    compareFile(file: ImageFile): Promise<Outcome<null>>;
  };
  /** Asks for another image and shows what differs. */
  compareImage(image: ImageName): Promise<Outcome<null>>;
  /** Goes to the line of a Dockerfile that made a layer, or says why there is none. */
  showLine(wanted: { readonly layer: number; readonly diffId: string }): Promise<void>;
}

export type FileAction = 'openFile' | 'saveFile' | 'compareFile';

/** One page that runs in the panel's webview. */
interface Page {
  readonly channel: PageChannel;
  readonly connection: Connection<InspectorPage>;
  readonly end: () => void;
}

/** Keeps one webview panel and the image it shows; the page inside may be thrown away and made anew at any time. */
export class InspectorPanel {
  readonly panel: WebviewPanel;
  /** Names it to commands of the page's context menus. */
  readonly id = randomBytes(8).toString('hex');
  readonly #ports: InspectorPorts;
  #request: InspectRequest;
  #session: ImageSession;
  #page: Page | undefined;
  /** The layer to show when the page next has an image. */
  #wanted: number | undefined;
  #loaded = false;

  constructor(panel: WebviewPanel, request: InspectRequest, ports: InspectorPorts) {
    this.panel = panel;
    this.#ports = ports;
    this.#request = request;
    this.#session = new ImageSession(request.location, ports.images, request.platform);
    panel.webview.onDidReceiveMessage(value => {
      const envelope = readEnvelope(value);
      if (!envelope) return;
      if (envelope.page !== this.#page?.channel.page) this.#attach(envelope.page);
      this.#page?.channel.receive(envelope.message);
    });
    this.#draw();
  }

  /** A file of the image that is shown. */
  file({ layer, path }: FileRequest): ImageFile {
    return { ...this.#name(), layer, path };
  }

  get key(): string {
    return requestKey(this.#request);
  }

  get request(): InspectRequest {
    return this.#request;
  }

  /** Shows another image in this panel. */
  navigate(request: InspectRequest): void {
    this.#detach();
    this.#session.dispose();
    this.#request = request;
    this.#session = new ImageSession(request.location, this.#ports.images, request.platform);
    this.#draw();
  }

  showLayer(layer: number | undefined): void {
    if (layer === undefined) return;
    // A page that has no image yet, or is hidden and thus gone, takes it with the next `load`.
    this.#wanted = layer;
    if (this.#loaded && this.panel.visible) void this.#page?.connection.api.showLayer({ layer });
  }

  dispose(): void {
    this.#detach();
    this.#session.dispose();
  }

  #name(): ImageName {
    const { location, title } = this.#request;
    return { location, title, platform: this.#session.platform };
  }

  #draw(): void {
    const { webview } = this.panel;
    const { title, location, layer } = this.#request;
    this.#wanted = layer;
    this.panel.title = title;
    webview.html = inspectorHtml({
      script: webview.asWebviewUri(Uri.joinPath(this.#ports.dist, 'webview.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(this.#ports.dist, 'webview.css')).toString(),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
      title,
      init: { panel: this.id, title, location, language: env.language, l10n: l10n.bundle },
    });
  }

  #attach(page: string): void {
    const previous = this.#page;
    const channel = pageChannel(page, envelope => void this.panel.webview.postMessage(envelope));
    const connection = connect<InspectorPage>(channel);
    const end = serve(channel, this.#host(page), (method, error) =>
      this.#ports.log.error(`inspector ${method}`, error),
    );
    this.#loaded = false;
    this.#page = { channel, connection, end };
    // After the new page is in force: what the old one waited for goes on for the new one.
    endPage(previous);
  }

  #detach(): void {
    const page = this.#page;
    this.#page = undefined;
    endPage(page);
  }

  #host(page: string): InspectorHost {
    const isCurrent = (): boolean => this.#page?.channel.page === page;
    return {
      ...this.#session.queries,
      load: async ({ again = false, platform }, { signal, onProgress } = {}) => {
        const may = allowed(this.#request.location);
        if (!may.ok) return may;
        const cancelling = new AbortController();
        signal?.addEventListener('abort', () => isCurrent() && cancelling.abort());
        const answer = await this.#session.load(
          { again, platform },
          { signal: cancelling.signal, ...(onProgress && { onProgress }) },
        );
        if (!answer.ok || !isCurrent()) return answer.ok ? failure('cancelled') : answer;
        const show = this.#wanted;
        this.#wanted = undefined;
        this.#loaded = true;
        return success({ image: inspected(answer.value), show });
      },
      openDocument: async ({ kind }) => {
        const text = await this.#session.queries.document({ kind });
        if (!text.ok) return text;
        await this.#ports.openDocument(this.#request.title, kind, text.value);
        return success(null);
      },
      openStatement: async ({ index }) => {
        const statements = await this.#session.queries.statements({});
        if (!statements.ok) return statements;
        const statement = statements.value[index];
        if (!statement) return failure('internal', undefined, 'no such statement');
        const kind = statement.predicateType.includes('spdx') ? 'sbom' : 'provenance';
        await this.#ports.openDocument(this.#request.title, kind, statement.text);
        return success(null);
      },
      openFile: file => this.#ports.files.openFile(this.file(file)),
      saveFile: file => this.#ports.files.saveFile(this.file(file)),
      compareFile: file => this.#ports.files.compareFile(this.file(file)),
      compareImage: () => this.#ports.compareImage(this.#name()),
      showLine: async ({ layer, diffId }) => {
        await this.#ports.showLine({ layer: Number(layer), diffId: String(diffId) });
        return success(null);
      },
      copy: async ({ text }) => {
        await this.#ports.copy(String(text));
        return success(null);
      },
      explain: async params => success(failureText(params.failure)),
    };
  }
}

function endPage(page: Page | undefined): void {
  page?.end();
  page?.connection.dispose({ code: 'cancelled' });
}

function inspected(overview: ImageOverview): InspectedImage {
  // What was imported rather than built has a comment at most.
  const comments = new Map(overview.history.map(step => [step.layer, step.comment]));
  return {
    ...overview,
    layers: overview.layers.map(layer => ({
      ...layer,
      ...readStepText(layer.createdBy || (comments.get(layer.index) ?? '')),
    })),
  };
}
