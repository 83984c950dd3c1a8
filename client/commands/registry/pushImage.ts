import { extensions, l10n, ProgressLocation, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import type { TransferProgress } from '../../../protocol/engine.ts';
import type { Outcome } from '../../../protocol/result.ts';
import { buildTags, commitTags, environmentTags, isTag, semanticFamily } from '../../registry/tagFamily.ts';
import { knownPlaces, placeText } from '../../registryPlaces.ts';
import type { Services } from '../../services.ts';
import { asImageNode } from '../../views/imageNodes.ts';
import { rowReference } from '../../views/imageRows.ts';
import { showFailure } from '../failures.ts';
import { type TransferTotals, transferMessage } from './transferProgress.ts';

/** From an image to a pushed family of tags: where to, named how, shown before it happens. */
export async function pushImage(services: Services, target: unknown): Promise<void> {
  const node = asImageNode(target);
  if (node?.kind !== 'image') return;
  const { row } = node;
  const title = l10n.t('Tag and Push {image}', { image: rowReference(row) });
  const repository = await askForRepository(title, row.tag);
  if (repository === undefined) return;
  const tags = await askForTags(title, row.tag);
  if (!tags) return;
  const chosen = await confirm(title, repository, tags);
  if (chosen.length === 0) return;
  await push(services, rowReference(row), chosen);
}

/** `name` of `name:tag`, whose address may hold a colon too. */
const repositoryOf = (tag: string): string => tag.replace(/:[^/:]*$/, '');
const tagOf = (tag: string): string | undefined => /:([^/:]*)$/.exec(tag)?.[1];

async function askForRepository(title: string, tag: string | undefined): Promise<string | undefined> {
  const own = tag === undefined ? undefined : repositoryOf(tag);
  const base = own?.slice(own.lastIndexOf('/') + 1) ?? 'image';
  const places = await knownPlaces();
  const offered = new Set([...(own ? [own] : []), ...places.map(place => `${placeText(place)}/${base}`)]);
  const other: QuickPickItem = { label: `$(edit) ${l10n.t('Another name…')}`, alwaysShow: true };
  const picked = await window.showQuickPick<QuickPickItem>(
    [...[...offered].map(label => ({ label })), other],
    {
      title,
      placeHolder: l10n.t('Push to which repository?'),
    },
  );
  if (picked !== other) return picked?.label;
  const text = await window.showInputBox({
    title,
    prompt: l10n.t('Registry and repository, without a tag'),
    placeHolder: 'ghcr.io/owner/name',
    value: own ?? '',
    ignoreFocusOut: true,
    validateInput: value =>
      /^[a-z0-9][\w.:/-]*[a-z0-9]$/.test(value.trim())
        ? undefined
        : l10n.t('Write it like this: {example}', { example: 'ghcr.io/owner/name' }),
  });
  return text?.trim();
}

interface StrategyItem extends QuickPickItem {
  tags(): Promise<readonly string[] | undefined>;
}

async function askForTags(
  title: string,
  current: string | undefined,
): Promise<readonly string[] | undefined> {
  const tag = current === undefined ? undefined : tagOf(current);
  const commit = await headCommit();
  const ask = async (
    prompt: string,
    example: string,
    read: (text: string) => readonly string[] | undefined,
  ) => {
    const text = await window.showInputBox({
      title,
      prompt,
      placeHolder: example,
      value: tag !== undefined && read(tag) ? tag : '',
      ignoreFocusOut: true,
      validateInput: value =>
        value.trim() === '' || read(value) ? undefined : l10n.t('Write it like this: {example}', { example }),
    });
    return text === undefined ? undefined : read(text);
  };
  const items: StrategyItem[] = [
    ...(tag === undefined
      ? []
      : [{ label: l10n.t('The tag it has'), description: tag, tags: () => Promise.resolve([tag]) }]),
    {
      label: l10n.t('Semantic version'),
      description: '1.2.3 → 1.2.3, 1.2, 1, latest',
      tags: () => ask(l10n.t('Version of this image'), '1.2.3', semanticFamily),
    },
    ...(commit === undefined
      ? []
      : [
          {
            label: l10n.t('Git commit'),
            description: commitTags(commit)?.[0] ?? '',
            tags: () => Promise.resolve(commitTags(commit)),
          },
        ]),
    {
      label: l10n.t('Build number'),
      description: 'build-57',
      tags: () => ask(l10n.t('Number or name of this build'), '57', buildTags),
    },
    {
      label: l10n.t('Environment and version'),
      description: 'prod-1.2.3, prod',
      tags: async () => {
        const environment = await window.showQuickPick(['dev', 'test', 'staging', 'prod'], {
          title,
          placeHolder: l10n.t('Which environment?'),
        });
        return environment === undefined
          ? undefined
          : ask(l10n.t('Version of this image'), '1.2.3', version => environmentTags(environment, version));
      },
    },
    {
      label: l10n.t('Other tags'),
      description: l10n.t('separated by commas'),
      tags: () =>
        ask(l10n.t('Tags, separated by commas'), 'edge, 2026-11', text => {
          const tags = text
            .split(',')
            .map(part => part.trim())
            .filter(part => part !== '');
          return tags.length > 0 && tags.every(isTag) ? tags : undefined;
        }),
    },
  ];
  const strategy = await window.showQuickPick(items, { title, placeHolder: l10n.t('Name it how?') });
  return await strategy?.tags();
}

/** The commit that the workspace is at, as the Git extension knows it; no program is run. */
async function headCommit(): Promise<string | undefined> {
  interface GitRepository {
    readonly rootUri: Uri;
    readonly state: { readonly HEAD?: { readonly commit?: string } };
  }
  interface GitExtension {
    getAPI(version: 1): { readonly repositories: readonly GitRepository[] };
  }
  try {
    const repositories =
      extensions.getExtension<GitExtension>('vscode.git')?.exports?.getAPI(1).repositories ?? [];
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
    const own = repositories.find(({ rootUri }) => folder?.startsWith(rootUri.fsPath)) ?? repositories[0];
    return own?.state.HEAD?.commit;
  } catch {
    return undefined;
  }
}

/** The list before anything happens; what is taken off it is not pushed. */
async function confirm(
  title: string,
  repository: string,
  tags: readonly string[],
): Promise<readonly string[]> {
  const items = tags.map(tag => ({ label: `${repository}:${tag}`, picked: true }));
  const chosen = await window.showQuickPick(items, {
    title,
    canPickMany: true,
    placeHolder: l10n.t('These tags are pushed. A tag that is there already moves to this image.'),
    ignoreFocusOut: true,
  });
  return chosen?.map(({ label }) => label) ?? [];
}

async function push(services: Services, image: string, references: readonly string[]): Promise<void> {
  const pushed = await window.withProgress(
    { location: ProgressLocation.Notification, cancellable: true, title: l10n.t('Pushing') },
    async (progress, token): Promise<Outcome<null>> => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      for (const [index, reference] of references.entries()) {
        const which = l10n.t('{image} ({number} of {count})', {
          image: reference,
          number: index + 1,
          count: references.length,
        });
        progress.report({ message: which });
        const totals: TransferTotals = new Map();
        const onProgress = (said: TransferProgress): void =>
          progress.report({ message: `${which}: ${transferMessage(totals, said)}` });
        const done = await services.host.engine(async (engine): Promise<Outcome<null>> => {
          const tagged =
            reference === image ? undefined : await engine.tagImage({ reference: image, tag: reference });
          if (tagged && !tagged.ok) return tagged;
          return await engine.pushImage({ reference }, { signal: controller.signal, onProgress });
        });
        if (!done.ok) return done;
      }
      return { ok: true, value: null };
    },
  );
  if (!pushed.ok) return void (await showFailure(pushed.failure));
  window.setStatusBarMessage(l10n.t('Pushed {tags}', { tags: references.join(', ') }), 8_000);
  services.registriesView.refresh();
  await services.images.refresh();
}
