import {
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  languages,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import type { BuildOutcome, BuildRequest } from '../../protocol/engine.ts';
import type { KnownImage, LineLayers, WatchedBuild } from '../../protocol/layers.ts';
import type { BuildRun } from '../build/buildRun.ts';
import type { Builds } from '../build/builds.ts';
import { languages as languageIds } from '../contributions.ts';
import type { EngineHost } from '../engineHost.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { layerSettings } from '../settings.ts';
import { findImage } from './findImage.ts';
import type { LayerStore, RememberedImage } from './layerStore.ts';

/** What the lines of a document did in its image. */
export interface Marks {
  readonly image: RememberedImage;
  readonly known: KnownImage;
  readonly layers: LineLayers;
}

/** Of one Dockerfile, for as long as it is open. */
interface Subject {
  image: Promise<
    | {
        readonly remembered: RememberedImage;
        readonly known: KnownImage;
        readonly previous: KnownImage | undefined;
      }
    | undefined
  >;
  marks: { readonly version: number; readonly answer: Promise<Marks | undefined> } | undefined;
}

/** Knows the image of each open Dockerfile and what its lines did there, as the text stands now. */
export class LineMarks implements Disposable {
  readonly #changed = new EventEmitter<Uri | undefined>();
  readonly #subjects = new Map<string, Subject>();
  readonly #ended = new WeakSet<BuildRun>();
  readonly #store: LayerStore;
  readonly #host: EngineHost;
  readonly #server: LanguageServer;
  readonly #log: LogOutputChannel;
  readonly #subscriptions: Disposable[];

  /** The marks of a document are others now; undefined: of all. */
  readonly onDidChange = this.#changed.event;

  constructor(
    store: LayerStore,
    host: EngineHost,
    server: LanguageServer,
    builds: Builds,
    log: LogOutputChannel,
  ) {
    this.#store = store;
    this.#host = host;
    this.#server = server;
    this.#log = log;
    this.#subscriptions = [
      this.#changed,
      workspace.onDidCloseTextDocument(document => this.#subjects.delete(document.uri.toString())),
      builds.onDidChange(change => {
        const run = change?.run;
        if (!run?.outcome?.ok || this.#ended.has(run)) return;
        this.#ended.add(run);
        void this.#remember(run.request, run.outcome);
      }),
    ];
  }

  /** Undefined where no image is known, or nothing in it fits. */
  of(document: TextDocument): Promise<Marks | undefined> {
    if (!isMarked(document)) return Promise.resolve(undefined);
    const key = document.uri.toString();
    let subject = this.#subjects.get(key);
    if (!subject) {
      subject = { image: this.#load(document), marks: undefined };
      this.#subjects.set(key, subject);
    }
    if (subject.marks?.version !== document.version) {
      subject.marks = { version: document.version, answer: this.#ask(document, subject) };
    }
    return subject.marks.answer;
  }

  /** The user says which image it is; undefined: none. */
  async pick(dockerfile: Uri, reference: string | undefined): Promise<boolean> {
    const key = dockerfile.toString();
    if (reference === undefined) {
      await this.#store.forget(key);
      this.#subjects.set(key, { image: Promise.resolve(undefined), marks: undefined });
      this.#changed.fire(dockerfile);
      return true;
    }
    return this.#take(dockerfile, reference, 'picked', undefined);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #ask(document: TextDocument, subject: Subject): Promise<Marks | undefined> {
    const found = await subject.image;
    if (!found) return undefined;
    const { known, previous, remembered } = found;
    const layers = await this.#server.lineLayers({ uri: document.uri.toString(), ...known, previous });
    if (layers?.version !== document.version) {
      // The server does not have this text yet: the next one to ask asks again.
      if (subject.marks?.version === document.version) subject.marks = undefined;
      return undefined;
    }
    return layers.source === 'none' ? undefined : { image: remembered, known, layers };
  }

  async #load(document: TextDocument): Promise<Awaited<Subject['image']>> {
    const remembered = await this.#store.remembered(document.uri.toString());
    const known = await this.#store.known(remembered);
    // What the disk knows is shown at once; whether it still holds is looked up behind it.
    setTimeout(() => void this.#refresh(document, known && remembered), REFRESH_AFTER);
    if (!remembered || !known) return undefined;
    return { remembered, known, previous: await this.#store.known(remembered.previous) };
  }

  async #refresh(document: TextDocument, remembered: RememberedImage | undefined): Promise<void> {
    if (document.isClosed) return;
    if (!remembered) {
      if (!layerSettings(document.uri).findImage) return;
      const found = await findImage(document, this.#host, this.#server);
      if (found !== undefined) await this.#take(document.uri, found, 'found', undefined);
      return;
    }
    const facts = await this.#host.engine(engine => engine.imageFacts({ reference: remembered.reference }));
    // Built anew by somebody else: no longer watched, and the one before it to compare with.
    if (facts.ok && facts.value.id !== remembered.id)
      await this.#take(
        document.uri,
        remembered.reference,
        remembered.origin === 'built' ? 'picked' : remembered.origin,
        undefined,
      );
  }

  async #remember(request: BuildRequest, outcome: BuildOutcome & { readonly ok: true }): Promise<void> {
    const { record } = outcome;
    const platforms = request.platform?.split(',') ?? [];
    if (!record || platforms.length > 1) return;
    const build: WatchedBuild = {
      dockerfile: record.dockerfile,
      target: request.target,
      buildArguments: request.buildArgs ?? {},
      steps: record.steps.flatMap(({ lines, cached, started, completed }) =>
        lines === undefined
          ? []
          : [
              {
                line: lines.first,
                cached,
                milliseconds:
                  started !== undefined && completed !== undefined ? completed - started : undefined,
              },
            ],
      ),
    };
    const { imageId, tags } = outcome.value;
    await this.#take(Uri.file(request.dockerfilePath), tags[0] ?? imageId, 'built', build, imageId);
  }

  async #take(
    dockerfile: Uri,
    reference: string,
    origin: RememberedImage['origin'],
    build: WatchedBuild | undefined,
    id?: string,
  ): Promise<boolean> {
    const image =
      (id === undefined ? undefined : await this.#store.image(id)) ?? (await this.#read(id ?? reference));
    if (!image) return false;
    const key = dockerfile.toString();
    const before = await this.#store.remembered(key);
    // A build that changed nothing is compared with what the one before it was compared with.
    const isSame = before?.id === image.id;
    const previous = isSame ? before.previous : before && { id: before.id, build: before.build };
    const remembered: RememberedImage = { dockerfile: key, origin, reference, id: image.id, build, previous };
    await this.#store.remember(remembered);
    const known = { image, build };
    const compared = origin === 'found' ? undefined : await this.#store.known(previous);
    this.#subjects.set(key, {
      image: Promise.resolve({ remembered, known, previous: compared }),
      marks: undefined,
    });
    this.#changed.fire(dockerfile);
    return true;
  }

  async #read(reference: string) {
    const read = await this.#host.layers(layers => layers.imageLayers({ reference }));
    if (!read.ok) {
      this.#log.info(`layers of ${reference}: ${read.failure.code} ${read.failure.detail ?? ''}`);
      return undefined;
    }
    await this.#store.saveImage(read.value);
    return read.value;
  }
}

/** Milliseconds: what the user waits for comes first. */
const REFRESH_AFTER = 1_500;

export function isMarked(document: TextDocument): boolean {
  return languages.match({ language: languageIds.dockerfile, scheme: 'file' }, document) > 0;
}
