import { l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { BuildBackend, BuilderInfo, BuildSecret } from '../../protocol/engine.ts';
import type { BuildInputs } from '../../protocol/language.ts';
import { type BuildOptions, looksSecret } from './buildOptions.ts';
import {
  askArgument,
  askBackend,
  askBuilder,
  askContexts,
  askNetwork,
  askPlatform,
  askSecret,
  askSsh,
  withOption,
} from './optionQuestions.ts';
import { optionsSummary } from './texts.ts';

/** What the questions need besides what is known. */
export interface OptionPorts {
  readonly contextPath: string;
  readonly askName: (value: string) => Promise<string | undefined>;
  /** Those of buildx, none where they cannot be told. */
  readonly listBuilders: () => Promise<readonly BuilderInfo[]>;
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
  { contextPath, askName, listBuilders }: OptionPorts,
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
    toggle(l10n.t('Without cache'), options.noCache, on => now => withOption(now, 'noCache', on)),
    toggle(l10n.t('Pull newer base images'), options.pull, on => now => withOption(now, 'pull', on)),
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
    {
      label: l10n.t('Builder'),
      iconPath: new ThemeIcon('server-process'),
      description: options.builder ?? l10n.t('as "docker buildx use" says'),
      ask: async now => askBuilder(now, await listBuilders()),
    },
    {
      label: l10n.t('Further contexts'),
      iconPath: new ThemeIcon('folder-library'),
      description: Object.keys(options.buildContexts ?? {}).join(', ') || l10n.t('none'),
      ask: askContexts,
    },
    listChoice('cacheFrom', l10n.t('Cache from'), 'type=registry,ref=example.com/app:cache', options),
    listChoice('cacheTo', l10n.t('Cache to'), 'type=registry,ref=example.com/app:cache,mode=max', options),
  ];
}

const separator = (label: string): Separator => ({ label, kind: QuickPickItemKind.Separator });

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
        return chosen ? withOption(now, 'target', chosen.target) : now;
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

function backendText(backend: BuildBackend | undefined): string {
  if (backend === 'engine') return l10n.t('the engine');
  if (backend === 'buildx') return 'docker buildx';
  return l10n.t('as in the settings');
}

function textChoice(
  name: 'output' | 'provenance' | 'sbom',
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
      return value === undefined ? now : withOption(now, name, value.trim() || undefined);
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
      return withOption(now, name, entries.length > 0 ? entries : undefined);
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
