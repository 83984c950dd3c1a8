import { type Disposable, EventEmitter, workspace } from 'vscode';
import type { EndpointInfo, EngineApi } from '../protocol/engine.ts';
import type { ImageApi } from '../protocol/image.ts';
import type { ImageTreeApi } from '../protocol/imageTree.ts';
import type { LayersApi } from '../protocol/layers.ts';
import { type Failure, failure, type Outcome } from '../protocol/result.ts';
import { settings } from './contributions.ts';
import { engineSettings } from './settings.ts';

/** A running worker: both halves of what it offers. */
export interface Worker {
  readonly engine: EngineApi;
  readonly image: ImageApi;
  readonly layers: LayersApi;
  readonly trees: ImageTreeApi;
  dispose(): void;
}

/** Either the answer, or why it could not even be asked for. */
type Answer<R> = R | { readonly ok: false; readonly failure: Failure };

/**
 * The engine worker as the rest of the extension sees it: started at the first call, told of the endpoint
 * before anything else, never used while the workspace is not trusted.
 */
export class EngineHost implements Disposable {
  readonly #startWorker: () => Worker;
  readonly #changed = new EventEmitter<void>();
  readonly #subscriptions: Disposable[];
  #worker: Worker | undefined;
  #endpoint: Promise<Outcome<EndpointInfo>> | undefined;

  /** Another endpoint is in force, or calls have become possible: whatever came from the engine is stale. */
  readonly onDidChange = this.#changed.event;

  constructor(startWorker: () => Worker) {
    this.#startWorker = startWorker;
    this.#subscriptions = [
      this.#changed,
      workspace.onDidChangeConfiguration(event => {
        if (
          !event.affectsConfiguration(settings.engineHost) &&
          !event.affectsConfiguration(settings.engineContext)
        )
          return;
        this.#endpoint = undefined;
        this.#changed.fire();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    ];
  }

  /** Runs one call against the engine in force. */
  async engine<R extends Outcome<unknown>>(call: (engine: EngineApi) => Promise<R>): Promise<Answer<R>> {
    if (!workspace.isTrusted) return failure('workspace-untrusted');
    const { engine } = this.#running();
    const endpoint = await this.#configured(engine);
    return endpoint.ok ? call(engine) : endpoint;
  }

  /** Runs one call of the image reader. Archives need no engine, so that a wrong endpoint is no obstacle. */
  async image<R extends Outcome<unknown>>(call: (image: ImageApi) => Promise<R>): Promise<Answer<R>> {
    if (!workspace.isTrusted) return failure('workspace-untrusted');
    const { engine, image } = this.#running();
    await this.#configured(engine);
    return call(image);
  }

  /** Reads an image of the engine for the lines of its Dockerfile. */
  async layers<R extends Outcome<unknown>>(call: (layers: LayersApi) => Promise<R>): Promise<Answer<R>> {
    if (!workspace.isTrusted) return failure('workspace-untrusted');
    const { engine, layers } = this.#running();
    const endpoint = await this.#configured(engine);
    return endpoint.ok ? call(layers) : endpoint;
  }

  /** Looks into an image of the engine. */
  async trees<R extends Outcome<unknown>>(call: (trees: ImageTreeApi) => Promise<R>): Promise<Answer<R>> {
    if (!workspace.isTrusted) return failure('workspace-untrusted');
    const { engine, trees } = this.#running();
    const endpoint = await this.#configured(engine);
    return endpoint.ok ? call(trees) : endpoint;
  }

  /** Where the engine is expected, without asking it anything. */
  endpoint(): Promise<Outcome<EndpointInfo>> {
    if (!workspace.isTrusted) return Promise.resolve(failure('workspace-untrusted'));
    return this.#configured(this.#running().engine);
  }

  /** Looks at the Docker configuration again: the context in force may have changed outside the editor. */
  reconfigure(): void {
    this.#endpoint = undefined;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#worker?.dispose();
    this.#worker = undefined;
  }

  #running(): Worker {
    this.#worker ??= this.#startWorker();
    return this.#worker;
  }

  #configured(engine: EngineApi): Promise<Outcome<EndpointInfo>> {
    this.#endpoint ??= engine.configure(withoutEmpty(engineSettings()));
    return this.#endpoint;
  }
}

function withoutEmpty({ host, context }: { host: string; context: string }): {
  host?: string;
  context?: string;
} {
  return { ...(host && { host }), ...(context && { context }) };
}
