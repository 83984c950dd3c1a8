import { configurationOf, type ProjectRules } from '../features/diagnostics.ts';
import type { DockerfileDocument } from '../features/document.ts';
import { shellCode } from '../lint/shell/code.ts';
import { type ShellcheckAnswers, wantsShellcheck } from '../lint/shellcheck/run.ts';
import { scriptsToCheck } from '../lint/shellcheck/scripts.ts';
import type { ServerPorts } from './ports.ts';
import type { ServerSettings } from './settings.ts';
import { Shellcheck, type ShellcheckHow, type ShellcheckOptions } from './shellcheck.ts';

/** ShellCheck for open documents, as each one's settings and `.shellcheckrc` have it. */
export class ShellcheckDocuments {
  readonly #ports: ServerPorts;
  readonly #shellcheck: Shellcheck | undefined;
  readonly #isTrusted: () => boolean;
  readonly #configs = new Map<string, { readonly at: number; readonly text: Promise<string | undefined> }>();

  constructor(
    ports: ServerPorts,
    isTrusted: () => boolean,
    options: Pick<ShellcheckOptions, 'onFailure' | 'onMissing'>,
  ) {
    this.#ports = ports;
    this.#isTrusted = isTrusted;
    this.#shellcheck =
      ports.shellcheck &&
      new Shellcheck(ports.shellcheck, { processes: 2, rest: REST_MILLISECONDS, ...options });
  }

  /** What is known of scripts at this moment; undefined when ShellCheck has no part in the document. */
  async answers(
    uri: string,
    settings: ServerSettings,
    project: ProjectRules,
  ): Promise<ShellcheckAnswers | undefined> {
    const how = await this.#how(uri, settings, project);
    return how && this.#shellcheck?.answers(how);
  }

  /** Looks at the scripts that nothing is known of; true when there is more to know now. */
  async look(
    uri: string,
    read: () => DockerfileDocument,
    settings: ServerSettings,
    project: ProjectRules,
  ): Promise<boolean> {
    const how = await this.#how(uri, settings, project);
    const scripts = how && scriptsOf(read());
    return scripts && this.#shellcheck ? this.#shellcheck.look(uri, scripts, how) : false;
  }

  closed(uri: string): void {
    this.#shellcheck?.forget(uri);
  }

  /** Some file changed: the next question looks for configurations again. */
  forgetConfigs(): void {
    this.#configs.clear();
  }

  dispose(): void {
    this.#shellcheck?.dispose();
  }

  async #how(
    uri: string,
    { lint, shellcheck }: ServerSettings,
    project: ProjectRules,
  ): Promise<ShellcheckHow | undefined> {
    if (!this.#shellcheck || !shellcheck.enable || !lint.enable || !this.#isTrusted()) return undefined;
    if (!wantsShellcheck(configurationOf(lint, project))) return undefined;
    return { program: shellcheck.path, config: await this.#configAbove(uri) };
  }

  /** The nearest `.shellcheckrc` in the document's folder or one above. */
  #configAbove(uri: string): Promise<string | undefined> {
    const folder = uri.slice(0, uri.lastIndexOf('/'));
    if (!/^[a-z][\w+.-]*:\/\/[^/]*\//i.test(`${folder}/`)) return Promise.resolve(undefined);
    const known = this.#configs.get(folder);
    const at = performance.now();
    if (known && at - known.at < FRESH_MILLISECONDS) return known.text;
    const text = (async () => {
      for (const name of CONFIG_FILES) {
        const own = await this.#ports.readText(`${folder}/${name}`);
        if (own !== undefined) return own;
      }
      return this.#configAbove(folder);
    })();
    this.#configs.set(folder, { at, text });
    return text;
  }
}

const MAXIMUM_INSTRUCTIONS = 100_000;

/** The scripts as text, undefined when they are too long. */
function scriptsOf({ file, model }: DockerfileDocument): readonly string[] | undefined {
  if (file.instructions.length > MAXIMUM_INSTRUCTIONS) return undefined;
  const scripts: string[] = [];
  let length = 0;
  for (const { text } of scriptsToCheck(file, shellCode(file, model))) {
    length += text.length;
    if (length > MAXIMUM_LENGTH) return undefined;
    scripts.push(text);
  }
  return scripts;
}

const CONFIG_FILES = ['.shellcheckrc', 'shellcheckrc'];

/** A look is as good as new for so long, for files of which no client tells that they change. */
const FRESH_MILLISECONDS = 3000;

/** How long the scripts being typed have to rest. */
const REST_MILLISECONDS = 120;

/** UTF-16 units: files with more in their scripts were written by no person. */
const MAXIMUM_LENGTH = 1_000_000;
