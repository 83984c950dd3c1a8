import { l10n, Uri, window } from 'vscode';
import type { BuildSecret } from '../../protocol/engine.ts';
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
  const chosen = await window.showQuickPick(
    [
      { label: l10n.t('No agent'), ssh: undefined },
      {
        label: l10n.t('The agent of this session'),
        description: process.env.SSH_AUTH_SOCK ?? l10n.t('SSH_AUTH_SOCK is not set'),
        ssh: ids.map(id => ({ id })),
      },
    ],
    { title: l10n.t('SSH agent for RUN --mount=type=ssh') },
  );
  return chosen ? withOption(now, 'ssh', chosen.ssh) : now;
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
