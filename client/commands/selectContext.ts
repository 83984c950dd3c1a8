import { ConfigurationTarget, l10n, type QuickPickItem, QuickPickItemKind, window, workspace } from 'vscode';
import { settings } from '../contributions.ts';
import type { Services } from '../services.ts';
import { engineSettings } from '../settings.ts';
import { showFailure } from './failures.ts';

type Choice =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'address' };

/** Asks which engine to use, and writes it to the settings. */
export async function selectContext({ host }: Services): Promise<void> {
  const contexts = await host.engine(engine => engine.listContexts({}));
  if (!contexts.ok) {
    await showFailure(contexts.failure);
    return;
  }
  const set = engineSettings();
  const automatic = contexts.value.find(context => context.current);
  const inForce = l10n.t('in use');
  const items: (QuickPickItem & { choice?: Choice })[] = [
    {
      label: l10n.t('$(sync) As the docker command line'),
      description: [automatic?.name, !set.host && !set.context ? inForce : undefined]
        .filter(Boolean)
        .join(' · '),
      detail: l10n.t('Follows DOCKER_HOST, DOCKER_CONTEXT and "docker context use"'),
      choice: { kind: 'automatic' },
    },
    { label: l10n.t('Docker contexts'), kind: QuickPickItemKind.Separator },
    ...contexts.value.map(context => ({
      label: `$(server) ${context.name}`,
      description: [
        context.address ?? l10n.t('cannot be read'),
        !set.host && set.context === context.name ? inForce : undefined,
      ]
        .filter(Boolean)
        .join(' · '),
      ...(context.description && { detail: context.description }),
      choice: { kind: 'context', name: context.name } as const,
    })),
    { label: '', kind: QuickPickItemKind.Separator },
    {
      label: l10n.t('$(edit) Another address…'),
      description: set.host ? `${set.host} · ${inForce}` : '',
      choice: { kind: 'address' },
    },
  ];
  const picked = await window.showQuickPick(items, {
    placeHolder: l10n.t('Docker engine to use'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.choice) await apply(picked.choice, set.host);
}

async function apply(choice: Choice, host: string): Promise<void> {
  switch (choice.kind) {
    case 'automatic':
      await write('', '');
      return;
    case 'context':
      await write('', choice.name);
      return;
    case 'address': {
      const address = await window.showInputBox({
        title: l10n.t('Address of a Docker engine'),
        value: host,
        placeHolder: 'unix:///var/run/docker.sock',
        prompt: l10n.t('As in DOCKER_HOST: unix://, npipe://, tcp:// or ssh://'),
        validateInput: text =>
          text === '' || /^(unix|npipe|tcp|http|https|ssh):\/\/./.test(text.trim())
            ? undefined
            : l10n.t('An address starts with unix://, npipe://, tcp:// or ssh://.'),
      });
      if (address !== undefined) await write(address.trim(), '');
    }
  }
}

/** Each setting where it already stands, so that what was chosen is what counts; else in the user's settings. */
async function write(host: string, context: string): Promise<void> {
  const configuration = workspace.getConfiguration();
  for (const [name, value] of [
    [settings.engineHost, host],
    [settings.engineContext, context],
  ] as const) {
    const inspected = configuration.inspect<string>(name);
    const target =
      inspected?.workspaceValue !== undefined ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    const present =
      target === ConfigurationTarget.Workspace ? inspected?.workspaceValue : inspected?.globalValue;
    // An empty value in the workspace still hides the user's own; nothing need be written where nothing stands.
    const written = value === '' && target === ConfigurationTarget.Global ? undefined : value;
    if (present !== written) await configuration.update(name, written, target);
  }
}
