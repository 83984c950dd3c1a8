import { setTimeout as sleep } from 'node:timers/promises';
import { type Disposable, type LogOutputChannel, Uri, workspace } from 'vscode';
import { failure, type Outcome } from '../protocol/result.ts';
import type { RateLimit } from './registry/rateLimit.ts';
import type { Registries } from './registry/registries.ts';
import type { Remembered } from './registry/remembered.ts';
import { registrySettings } from './settings.ts';

/**
 * Registries as the extension may use them: with the user's Docker logins, through VS Code's own network (its
 * proxies and certificates), and not at all in a workspace that is not trusted or when the user has said no.
 */
export class RegistryHost implements Disposable {
  readonly #log: LogOutputChannel;
  readonly #subscription: Disposable;
  readonly #folder: Uri;
  readonly #limits = new Map<string, RateLimit>();
  #registries: Promise<Registries> | undefined;
  #remembered: Promise<Remembered> | undefined;

  /** `storage`: the extension's own folder. */
  constructor(log: LogOutputChannel, storage: Uri) {
    this.#log = log;
    this.#folder = Uri.joinPath(storage, 'registries');
    this.#subscription = workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('strata.registry')) this.forget();
    });
  }

  /** Runs one call, unless the network may not be used. */
  async call<T>(ask: (registries: Registries) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return await this.#guarded(async () => await ask(await this.#opened()));
  }

  /** The same, with what registries said before where they do not answer. */
  async remembered<T>(ask: (remembered: Remembered) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return await this.#guarded(async () => {
      this.#remembered ??= this.#openRemembered();
      return await ask(await this.#remembered);
    });
  }

  /** Forgets what registries said, on disk too. */
  async clear(): Promise<void> {
    this.#remembered ??= this.#openRemembered();
    await (await this.#remembered).clear();
  }

  async #guarded<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (!workspace.isTrusted) return failure('workspace-untrusted');
    if (!registrySettings().enable) return failure('registry-off');
    try {
      return await ask();
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      return failure('internal');
    }
  }

  /** What a registry said last of how much it allows. */
  rateLimit(domain: string): RateLimit | undefined {
    return this.#limits.get(domain);
  }

  /** Logins or settings have changed. */
  forget(): void {
    this.#registries = undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#registries = undefined;
  }

  #opened(): Promise<Registries> {
    this.#registries ??= this.#open();
    return this.#registries;
  }

  async #openRemembered(): Promise<Remembered> {
    const [{ createAnswerStore }, { rememberedAnswers }, { ownPlatform }] = await Promise.all([
      import('./registry/answerStore.ts'),
      import('./registry/remembered.ts'),
      import('./registry/ownPlatform.ts'),
    ]);
    return rememberedAnswers(
      {
        tags: repository => this.call(registries => registries.tags(repository)),
        describe: (repository, tag) =>
          this.call(registries => registries.describe(repository, tag, { platform: ownPlatform() })),
      },
      createAnswerStore(this.#folder.fsPath),
    );
  }

  /** The client for registries is loaded with the first call: most sessions make none. */
  async #open(): Promise<Registries> {
    const [{ createRegistries }, { readDockerConfig }, { runHelper }] = await Promise.all([
      import('./registry/registries.ts'),
      import('./registry/dockerConfig.ts'),
      import('./registry/credentialHelper.ts'),
    ]);
    return createRegistries({
      net: {
        // Looked up at each call: VS Code puts its own in this place.
        fetch: (input, init) => globalThis.fetch(input, init),
        now: () => performance.now(),
        wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => {}),
        random: Math.random,
        onRateLimit: (host, limit) => {
          this.#limits.set(host, limit);
          if (limit.remaining * 10 < limit.limit)
            this.#log.warn(`${host} allows ${limit.remaining} of ${limit.limit} more requests`);
        },
      },
      config: () => readDockerConfig(process.env),
      helpers: runHelper,
      insecure: registrySettings().insecure,
    });
  }
}
