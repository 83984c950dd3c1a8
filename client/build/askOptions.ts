import { l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, Uri, window } from 'vscode';
import type { BuildBackend, BuildSecret } from '../../protocol/engine.ts';
import type { BuildInputs } from '../../protocol/language.ts';
import { type BuildOptions, looksSecret } from './buildOptions.ts';
import { optionsSummary } from './texts.ts';

/** What the questions need besides what is known. */
export interface OptionPorts {
  readonly contextPath: string;
  readonly askName: (value: string) => Promise<string | undefined>;
}

/** One line of the list; choosing it gives other options, or the same when the question was given up. */
interface Choice extends QuickPickItem {
  readonly ask: ((options: BuildOptions) => Promise<BuildOptions>) | 'build';
}

type Separator = QuickPickItem & { readonly kind: QuickPickItemKind.Separator };

/**
 * Shows all that can be chosen for a build, until it is to begin; undefined when it is given up. Enter at once builds
 * with what is known.
 */
export async function askOptions(
  known: BuildOptions,
  inputs: BuildInputs | undefined,
  ports: OptionPorts,
): Promise<BuildOptions | undefined> {
  let options = known;
  for (;;) {
    const chosen = await pick(choices(options, inputs, ports), l10n.t('Build image with options'));
    if (!chosen) return undefined;
    if (chosen.ask === 'build') return options;
    options = await chosen.ask(options);
  }
}

function choices(
  options: BuildOptions,
  inputs: BuildInputs | undefined,
  { contextPath, askName }: OptionPorts,
): (Choice | Separator)[] {
  const [name = ''] = options.tags;
  return [
    {
      label: l10n.t('Build {name}', { name }),
      iconPath: new ThemeIcon('play'),
      detail: [contextPath, optionsSummary(options)].filter(Boolean).join(' · '),
      ask: 'build',
    },
    separator(l10n.t('Image')),
    {
      label: l10n.t('Name and tag'),
      iconPath: new ThemeIcon('tag'),
      description: options.tags.join(', '),
      ask: async now => {
        const tag = await askName(now.tags[0] ?? '');
        return tag === undefined ? now : { ...now, tags: [tag, ...now.tags.slice(1)] };
      },
    },
    ...targetChoice(options, inputs),
    {
      label: l10n.t('Platform'),
      iconPath: new ThemeIcon('chip'),
      description: options.platform ?? l10n.t('of the engine'),
      ask: askPlatform,
    },
    ...argumentChoices(options, inputs),
    separator(l10n.t('How')),
    toggle(l10n.t('Without cache'), options.noCache, on => now => set(now, 'noCache', on)),
    toggle(l10n.t('Pull newer base images'), options.pull, on => now => set(now, 'pull', on)),
    {
      label: l10n.t('Network'),
      iconPath: new ThemeIcon('globe'),
      description: options.network ?? l10n.t('as in the settings'),
      ask: askNetwork,
    },
    ...secretChoices(options, inputs),
    {
      label: l10n.t('SSH agent'),
      iconPath: new ThemeIcon('terminal'),
      description: (options.ssh ?? []).map(({ id }) => id).join(', ') || l10n.t('not given'),
      ask: async now => askSsh(now, inputs),
    },
    {
      label: l10n.t('Built by'),
      iconPath: new ThemeIcon('tools'),
      description: backendText(options.backend),
      ask: askBackend,
    },
    separator(l10n.t('With docker buildx')),
    textChoice('output', l10n.t('Output'), 'type=oci,dest=image.tar', options),
    textChoice('provenance', l10n.t('Provenance'), 'mode=max', options),
    textChoice('sbom', l10n.t('Bill of materials'), 'true', options),
    textChoice('builder', l10n.t('Builder'), l10n.t('name of a builder of "docker buildx ls"'), options),
    listChoice('cacheFrom', l10n.t('Cache from'), 'type=registry,ref=example.com/app:cache', options),
    listChoice('cacheTo', l10n.t('Cache to'), 'type=registry,ref=example.com/app:cache,mode=max', options),
  ];
}

const separator = (label: string): Separator => ({ label, kind: QuickPickItemKind.Separator });

function set<K extends keyof BuildOptions>(
  options: BuildOptions,
  name: K,
  value: BuildOptions[K] | undefined,
): BuildOptions {
  const { [name]: _, ...rest } = options;
  return (value === undefined ? rest : { ...rest, [name]: value }) as BuildOptions;
}

function toggle(
  label: string,
  on: boolean | undefined,
  change: (on: true | undefined) => (now: BuildOptions) => BuildOptions,
): Choice {
  return {
    label,
    iconPath: new ThemeIcon(on ? 'pass-filled' : 'circle-large-outline'),
    description: on ? l10n.t('yes') : l10n.t('no'),
    ask: async now => change(on ? undefined : true)(now),
  };
}

function targetChoice(options: BuildOptions, inputs: BuildInputs | undefined): Choice[] {
  const stages = inputs?.stages ?? [];
  if (stages.length < 2 && options.target === undefined) return [];
  return [
    {
      label: l10n.t('Target stage'),
      iconPath: new ThemeIcon('target'),
      description: options.target ?? l10n.t('the last one'),
      ask: async now => {
        const items = [
          { label: l10n.t('The last one'), target: undefined },
          ...stages.map(({ name, index, base }) => ({
            label: name ?? String(index),
            description: `FROM ${base}`,
            target: name ?? String(index),
          })),
        ];
        const chosen = await window.showQuickPick(items, { title: l10n.t('Stage to build') });
        return chosen ? set(now, 'target', chosen.target) : now;
      },
    },
  ];
}

function argumentChoices(options: BuildOptions, inputs: BuildInputs | undefined): (Choice | Separator)[] {
  const declared = inputs?.arguments ?? [];
  if (declared.length === 0) return [];
  return [
    separator(l10n.t('Build arguments')),
    ...declared.map(({ name, defaultValue }): Choice => {
      const given = options.buildArgs?.[name];
      const byDefault =
        defaultValue === undefined
          ? l10n.t('no value')
          : l10n.t('{value} (default)', { value: defaultValue });
      return {
        label: name,
        iconPath: new ThemeIcon('symbol-variable'),
        description: given === undefined ? byDefault : looksSecret(name) ? '••••' : given,
        ask: async now => askArgument(now, name, defaultValue),
      };
    }),
  ];
}

async function askArgument(
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
  return set(now, 'buildArgs', value === '' ? others : { ...others, [name]: value });
}

async function askPlatform(now: BuildOptions): Promise<BuildOptions> {
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
  if (chosen.label !== other) return set(now, 'platform', chosen.label === engine ? undefined : chosen.label);
  const typed = await window.showInputBox({
    title: l10n.t('Platform to build for'),
    value: now.platform ?? '',
    placeHolder: 'linux/riscv64',
    validateInput: text =>
      /^\s*$|^[\w.]+(?:\/[\w.]+){0,2}(?:,[\w.]+(?:\/[\w.]+){0,2})*$/.test(text)
        ? undefined
        : l10n.t('A platform is os/architecture, such as linux/arm64; several have commas between them.'),
  });
  return typed === undefined ? now : set(now, 'platform', typed.trim() || undefined);
}

async function askNetwork(now: BuildOptions): Promise<BuildOptions> {
  const chosen = await window.showQuickPick(
    [
      { label: l10n.t('As in the settings'), network: undefined },
      { label: 'default', description: l10n.t('the engine’s own network'), network: 'default' },
      { label: 'none', description: l10n.t('RUN reaches nothing'), network: 'none' },
      { label: 'host', description: l10n.t('the network of the engine’s machine'), network: 'host' },
    ],
    { title: l10n.t('Network of RUN instructions') },
  );
  return chosen ? set(now, 'network', chosen.network) : now;
}

function secretChoices(options: BuildOptions, inputs: BuildInputs | undefined): Choice[] {
  const given = options.secrets ?? [];
  const ids = new Set([...(inputs?.secrets ?? []), ...given.map(({ id }) => id)]);
  return [...ids].map(id => {
    const secret = given.find(known => known.id === id);
    return {
      label: l10n.t('Secret {id}', { id }),
      iconPath: new ThemeIcon('key'),
      description: secret ? secretText(secret) : l10n.t('not given'),
      ask: async now => askSecret(now, id),
    };
  });
}

const secretText = (secret: BuildSecret): string =>
  'env' in secret
    ? l10n.t('environment variable {name}', { name: secret.env })
    : l10n.t('file {path}', { path: secret.file });

/** Only where the value is, is ever asked for and remembered. */
async function askSecret(now: BuildOptions, id: string): Promise<BuildOptions> {
  const others = (now.secrets ?? []).filter(secret => secret.id !== id);
  const withSecret = (secret: BuildSecret | undefined): BuildOptions =>
    set(now, 'secrets', secret ? [...others, secret] : others);
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

async function askSsh(now: BuildOptions, inputs: BuildInputs | undefined): Promise<BuildOptions> {
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
  return chosen ? set(now, 'ssh', chosen.ssh) : now;
}

function backendText(backend: BuildBackend | undefined): string {
  if (backend === 'engine') return l10n.t('the engine');
  if (backend === 'buildx') return 'docker buildx';
  return l10n.t('as in the settings');
}

async function askBackend(now: BuildOptions): Promise<BuildOptions> {
  const chosen = await window.showQuickPick(
    [
      { label: l10n.t('As in the settings'), backend: undefined },
      { label: l10n.t('The engine'), description: l10n.t('over its API'), backend: 'engine' as const },
      { label: 'docker buildx', description: l10n.t('the program'), backend: 'buildx' as const },
    ],
    { title: l10n.t('Who builds') },
  );
  return chosen ? set(now, 'backend', chosen.backend) : now;
}

function textChoice(
  name: 'output' | 'provenance' | 'sbom' | 'builder',
  label: string,
  placeHolder: string,
  options: BuildOptions,
): Choice {
  return {
    label,
    iconPath: new ThemeIcon('package'),
    description: options[name] ?? l10n.t('none'),
    ask: async now => {
      const value = await window.showInputBox({ title: label, value: now[name] ?? '', placeHolder });
      return value === undefined ? now : set(now, name, value.trim() || undefined);
    },
  };
}

function listChoice(
  name: 'cacheFrom' | 'cacheTo',
  label: string,
  placeHolder: string,
  options: BuildOptions,
): Choice {
  return {
    label,
    iconPath: new ThemeIcon('database'),
    description: options[name]?.join(' ') || l10n.t('none'),
    ask: async now => {
      const value = await window.showInputBox({
        title: label,
        prompt: l10n.t('Several have blanks between them.'),
        value: now[name]?.join(' ') ?? '',
        placeHolder,
      });
      if (value === undefined) return now;
      const entries = value.split(/\s+/).filter(Boolean);
      return set(now, name, entries.length > 0 ? entries : undefined);
    },
  };
}

function pick(items: readonly (Choice | Separator)[], title: string): Promise<Choice | undefined> {
  return new Promise(resolve => {
    const list = window.createQuickPick<Choice | Separator>();
    list.title = title;
    list.placeholder = l10n.t('Enter builds; choose a line to change it');
    list.matchOnDescription = true;
    list.ignoreFocusOut = true;
    list.items = items;
    list.onDidAccept(() => {
      const [chosen] = list.selectedItems;
      resolve(chosen && 'ask' in chosen ? chosen : undefined);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}
