import { env, l10n, Uri, window } from 'vscode';
import { deleteManifest } from '../../registry/api.ts';
import { registryKind } from '../../registry/kinds.ts';
import { headDigest } from '../../registry/manifests.ts';
import type { Services } from '../../services.ts';
import {
  asRegistryNode,
  type RepositoryNode,
  repositoryReference,
  tagReference,
} from '../../views/registryItems.ts';
import { showFailure } from '../failures.ts';
import { pull } from '../pullImage.ts';

export async function copyTagReference(target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind === 'tag') await copy(tagReference(node));
  if (node?.kind === 'repository') await copy(repositoryReference(node));
}

/** `name@sha256:…`, asked of the registry where the tree does not know it yet. */
export async function copyTagDigest(
  { registries, registriesView }: Services,
  target: unknown,
): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind !== 'tag') return;
  const known = registriesView.descriptionOf(node)?.digest;
  const { place, repository } = node.parent;
  const digest = known
    ? { ok: true as const, value: known }
    : await registries.call(all => headDigest(all.session(place.domain), repository.path, node.tag));
  if (!digest.ok) return void (await showFailure(digest.failure));
  await copy(`${repositoryReference(node.parent)}@${digest.value}`);
}

/** Fetches the image into the engine. */
export async function pullTag(services: Services, target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind === 'tag') await pull(services, tagReference(node));
}

/** Deletes what a tag stands for, after naming everything that goes with it. */
export async function deleteRemoteTag(
  { registries, registriesView }: Services,
  target: unknown,
): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind !== 'tag') return;
  const { place, repository } = node.parent;
  const reference = tagReference(node);
  const others = registriesView.sameImage(node);
  const remove = l10n.t('Delete');
  const answer = await window.showWarningMessage(
    l10n.t('Delete {image} from the registry?', { image: reference }),
    { modal: true, detail: deletionDetail(others) },
    remove,
  );
  if (answer !== remove) return;
  const deleted = await registries.call(async all => {
    const session = all.session(place.domain);
    const digest = await headDigest(session, repository.path, node.tag);
    return digest.ok ? await deleteManifest(session, repository.path, digest.value) : digest;
  });
  if (!deleted.ok) return void (await showFailure(deleted.failure));
  registriesView.refresh();
}

function deletionDetail(others: readonly string[]): string {
  const all = l10n.t('The image itself is deleted there, for everyone. This cannot be undone.');
  return others.length === 0
    ? `${all} ${l10n.t('All tags that stand for the same image go with it.')}`
    : `${all} ${l10n.t('These tags stand for the same image and go with it: {tags}.', { tags: others.join(', ') })}`;
}

export async function openRepositoryPage(target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind === 'tag') await env.openExternal(Uri.parse(pageOf(node.parent, node.tag)));
  if (node?.kind === 'repository') await env.openExternal(Uri.parse(pageOf(node, undefined)));
}

function pageOf(
  { place: { domain }, repository: { path } }: RepositoryNode,
  tag: string | undefined,
): string {
  switch (registryKind(domain)) {
    case 'hub': {
      const official = path.startsWith('library/');
      const page = official ? `_/${path.slice('library/'.length)}` : `r/${path}`;
      return `https://hub.docker.com/${page}${tag === undefined ? '' : `/tags?name=${encodeURIComponent(tag)}`}`;
    }
    case 'ghcr':
      return `https://github.com/${path.split('/')[0]}?tab=packages`;
    case 'quay':
      return `https://quay.io/repository/${path}?tab=tags`;
    default:
      return `https://${domain}/${path}`;
  }
}

async function copy(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(l10n.t('Copied {text}', { text }), 3_000);
}
