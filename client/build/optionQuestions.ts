import { homedir } from 'node:os';
import { join } from 'node:path';
import { l10n, Uri, window } from 'vscode';
import type { BuilderInfo, BuildSecret, BuildSsh } from '../../protocol/engine.ts';
import type { BuildInputs } from '../../protocol/language.ts';
import { type BuildOptions, looksSecret } from './buildOptions.ts';

// Each asks for one option and answers with all of them: with the same when the question is given up.

/** The options with one of them changed, or without it. */
export function withOption<K extends keyof BuildOptions>(
  options: BuildOptions,
  name: K,
  value: BuildOptions[K] | undefined,
): BuildOptions {
  const { [name]: _, ...rest } = options;
  return (value === undefined ? rest : { ...rest, [name]: value }) as BuildOptions;
}

export async function askArgument(
  now: BuildOptions,
  name: string,
  defaultValue: string | undefined,
): Promise<BuildOptions> {
  const value = await window.showInputBox({
    title: l10n.t('Build argument {name}', { name }),
    prompt: looksSecret(name)
      ? l10n.t(
          'It can be read in the image’s history, and is not remembered: for a secret, mount one instead.',
        )
      : l10n.t('Leave it empty for what the Dockerfile says.'),
    value: now.buildArgs?.[name] ?? '',
    placeHolder: defaultValue ?? '',
    password: looksSecret(name),
    ignoreFocusOut: true,
  });
  if (value === undefined) return now;
  const { [name]: _, ...others } = now.buildArgs ?? {};
  return withOption(now, 'buildArgs', value === '' ? others : { ...others, [name]: value });
}

export async function askPlatform(now: BuildOptions): Promise<BuildOptions> {
  const other = l10n.t('Other…');
  const engine = l10n.t('That of the engine');
  const several = 'linux/amd64,linux/arm64';
  const chosen = await window.showQuickPick(
    [engine, 'linux/amd64', 'linux/arm64', 'linux/arm/v7', several, other].map(label => ({
      label,
      ...(label === several && { description: l10n.t('with docker buildx') }),
    })),
    { title: l10n.t('Platform to build for') },
  );
  if (!chosen) return now;
  if (chosen.label !== other)
    return withOption(now, 'platform', chosen.label === engine ? undefined : chosen.label);
  const typed = await window.showInputBox({
    title: l10n.t('Platform to build for'),
    value: now.platform ?? '',
    placeHolder: 'linux/riscv64',
    validateInput: text =>
      /^\s*$|^[\w.]+(?:\/[\w.]+){0,2}(?:,[\w.]+(?:\/[\w.]+){0,2})*$/.test(text)
        ? undefined
        : l10n.t('A platform is os/architecture, such as linux/arm64; several have commas between them.'),
  });
  return typed === undefined ? now : withOption(now, 'platform', typed.trim() || undefined);
}

export async function askNetwork(now: BuildOptions): Promise<BuildOptions> {
  const chosen = await window.showQuickPick(
    [
      { label: l10n.t('As in the settings'), network: undefined },
      { label: 'default', description: l10n.t('the engine’s own network'), network: 'default' },
      { label: 'none', description: l10n.t('RUN reaches nothing'), network: 'none' },
      { label: 'host', description: l10n.t('the network of the engine’s machine'), network: 'host' },
    ],
    { title: l10n.t('Network of RUN instructions') },
  );
  return chosen ? withOption(now, 'network', chosen.network) : now;
}

/** Only where the value is, is ever asked for and remembered. */
export async function askSecret(now: BuildOptions, id: string): Promise<BuildOptions> {
  const others = (now.secrets ?? []).filter(secret => secret.id !== id);
  const withSecret = (secret: BuildSecret | undefined): BuildOptions =>
    withOption(now, 'secrets', secret ? [...others, secret] : others);
  const file = l10n.t('From a file…');
  const variable = l10n.t('From an environment variable…');
  const chosen = await window.showQuickPick([file, variable, l10n.t('Do not give it')], {
    title: l10n.t('Secret {id}: where is its value?', { id }),
    placeHolder: l10n.t('It is read when the build asks for it, and never stored.'),
  });
  if (chosen === undefined) return now;
  if (chosen === file) {
    const picked = await window.showOpenDialog({ title: l10n.t('File with the secret {id}', { id }) });
    const path = picked?.[0] instanceof Uri ? picked[0].fsPath : undefined;
    return path === undefined ? now : withSecret({ id, file: path });
  }
  if (chosen !== variable) return withSecret(undefined);
  const name = await window.showInputBox({
    title: l10n.t('Secret {id}', { id }),
    prompt: l10n.t('Name of the environment variable. VS Code must have been started with it.'),
    value: id.toUpperCase().replace(/\W+/g, '_'),
  });
  return name?.trim() ? withSecret({ id, env: name.trim() }) : now;
}

export async function askSsh(now: BuildOptions, inputs: BuildInputs | undefined): Promise<BuildOptions> {
  const ids = inputs?.ssh.length ? inputs.ssh : ['default'];
  const file = l10n.t('A key in a file…');
  const chosen = await window.showQuickPick(
    [
      { label: l10n.t('No agent'), ssh: undefined },
      {
        label: l10n.t('The agent of this session'),
        description: process.env.SSH_AUTH_SOCK ?? l10n.t('SSH_AUTH_SOCK is not set'),
        ssh: ids.map((id): BuildSsh => ({ id })),
      },
      {
        label: file,
        description: l10n.t('with docker buildx; a key with a passphrase needs the agent'),
        ssh: undefined,
      },
    ],
    { title: l10n.t('SSH agent for RUN --mount=type=ssh') },
  );
  if (chosen?.label !== file) return chosen ? withOption(now, 'ssh', chosen.ssh) : now;
  const picked = await window.showOpenDialog({
    title: l10n.t('File with the private key'),
    defaultUri: Uri.file(join(homedir(), '.ssh')),
  });
  const path = picked?.[0]?.fsPath;
  if (path === undefined) return now;
  return withOption(
    now,
    'ssh',
    ids.map(id => ({ id, socket: path })),
  );
}

/** Among those that there are; the name of another can be typed. */
export async function askBuilder(now: BuildOptions, builders: readonly BuilderInfo[]): Promise<BuildOptions> {
  const other = l10n.t('Other…');
  const chosen = await window.showQuickPick(
    [
      { label: l10n.t('As "docker buildx use" says'), builder: undefined },
      ...builders.map(({ name, driver, endpoints, platforms, current }) => ({
        label: name,
        description: [driver, ...platforms, current && l10n.t('in use')].filter(Boolean).join(' · '),
        detail: endpoints.join(', '),
        builder: name,
      })),
      { label: other, builder: undefined },
    ],
    {
      title: l10n.t('Builder'),
      placeHolder:
        builders.length === 0
          ? l10n.t('There is none but the engine’s own: "docker buildx create" makes one.')
          : l10n.t('Builders of "docker buildx ls"'),
      matchOnDetail: true,
    },
  );
  if (!chosen) return now;
  if (chosen.label !== other) return withOption(now, 'builder', chosen.builder);
  const typed = await window.showInputBox({
    title: l10n.t('Builder'),
    value: now.builder ?? '',
    placeHolder: l10n.t('name of a builder of "docker buildx ls"'),
  });
  return typed === undefined ? now : withOption(now, 'builder', typed.trim() || undefined);
}

/** Names by which the Dockerfile has folders, images and URLs other than the context. */
export async function askContexts(now: BuildOptions): Promise<BuildOptions> {
  const typed = await window.showInputBox({
    title: l10n.t('Further contexts'),
    prompt: l10n.t(
      'What COPY --from=name and FROM name find: name=folder, relative to the build context, name=docker-image://image or name=URL. Several have blanks between them.',
    ),
    value: Object.entries(now.buildContexts ?? {})
      .map(([name, place]) => `${name}=${place}`)
      .join(' '),
    placeHolder: 'shared=../shared',
    validateInput: text =>
      text
        .split(/\s+/)
        .filter(Boolean)
        .every(entry => /^[^\s=]+=\S+$/.test(entry))
        ? undefined
        : l10n.t('Each is a name, "=" and a place, such as shared=../shared.'),
  });
  if (typed === undefined) return now;
  const entries = typed
    .split(/\s+/)
    .filter(Boolean)
    .map((entry): [string, string] => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)];
    });
  return withOption(now, 'buildContexts', entries.length > 0 ? Object.fromEntries(entries) : undefined);
}

export async function askBackend(now: BuildOptions): Promise<BuildOptions> {
  const chosen = await window.showQuickPick(
    [
      { label: l10n.t('As in the settings'), backend: undefined },
      { label: l10n.t('The engine'), description: l10n.t('over its API'), backend: 'engine' as const },
      { label: 'docker buildx', description: l10n.t('the program'), backend: 'buildx' as const },
    ],
    { title: l10n.t('Who builds') },
  );
  return chosen ? withOption(now, 'backend', chosen.backend) : now;
}
