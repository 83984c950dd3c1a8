import { env, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Failure } from '../../protocol/result.ts';
import { commands, itemKinds } from '../contributions.ts';
import { failureLine, failureText } from '../failureText.ts';
import { formatAge, formatBytes, shortDigest } from '../format.ts';
import type { TagDescription } from '../registry/describe.ts';
import { registryKind } from '../registry/kinds.ts';
import type { RateLimit } from '../registry/rateLimit.ts';
import type { Referrer, ReferrerKind } from '../registry/referrers.ts';
import type { ListedRepository } from '../registry/repositories.ts';
import { type KnownPlace, placeText } from '../registryPlaces.ts';

export interface RepositoryNode {
  readonly kind: 'repository';
  readonly place: KnownPlace;
  readonly repository: ListedRepository;
}

export interface TagNode {
  readonly kind: 'tag';
  readonly parent: RepositoryNode;
  readonly tag: string;
}

export type RegistryNode =
  | { readonly kind: 'place'; readonly place: KnownPlace }
  | RepositoryNode
  | TagNode
  /** A signature, a list of parts or the like that is said of a tag's image. */
  | { readonly kind: 'referrer'; readonly parent: TagNode; readonly referrer: Referrer }
  /** Opens the next page of tags. */
  | { readonly kind: 'more'; readonly parent: RepositoryNode; readonly left: number }
  | { readonly kind: 'empty'; readonly parent: RegistryNode }
  | { readonly kind: 'problem'; readonly parent: RegistryNode; readonly failure: Failure };

/** VS Code hands back to commands what the tree gave it, and other callers anything. */
export function asRegistryNode(value: unknown): RegistryNode | undefined {
  const isNode = typeof value === 'object' && value !== null && 'kind' in value;
  return isNode && ('place' in value || 'parent' in value) ? (value as RegistryNode) : undefined;
}

/** `ghcr.io/owner/name:tag`; Docker Hub's own parts are left out, as people write it. */
export function tagReference({ parent, tag }: TagNode): string {
  return `${repositoryReference(parent)}:${tag}`;
}

export function repositoryReference({ place, repository }: RepositoryNode): string {
  if (place.domain !== 'docker.io') return `${place.domain}/${repository.path}`;
  return repository.path.replace(/^library\/(?=[^/]+$)/, '');
}

export function registryItem(
  node: RegistryNode,
  {
    described,
    limit,
  }: { readonly described?: TagDescription | undefined; readonly limit?: RateLimit | undefined },
  now: number,
): TreeItem {
  switch (node.kind) {
    case 'place':
      return placeItem(node.place, limit);
    case 'repository':
      return repositoryItem(node);
    case 'tag':
      return tagItem(node, described, now);
    case 'more': {
      const item = new TreeItem(l10n.t('Show more tags ({count} left)', { count: node.left }));
      item.iconPath = new ThemeIcon('ellipsis');
      item.command = { command: commands.showMoreTags, title: '', arguments: [node] };
      return item;
    }
    case 'empty': {
      return new TreeItem(noneText(node.parent), TreeItemCollapsibleState.None);
    }
    case 'referrer':
      return referrerItem(node.referrer, now);
    case 'problem':
      return problemItem(node.parent, node.failure);
  }
}

function noneText(parent: RegistryNode): string {
  switch (parent.kind) {
    case 'place':
      return l10n.t('No repositories');
    case 'tag':
      return l10n.t('No signature, no SBOM, no provenance');
    default:
      return l10n.t('No tags');
  }
}

function referrerItem({ kind, type, digest, size, created }: Referrer, now: number): TreeItem {
  const item = new TreeItem(referrerName(kind), TreeItemCollapsibleState.None);
  const parts = [
    type.replace(/^(?:application|https?:)\/+(?:vnd\.)?/, ''),
    size === undefined ? '' : formatBytes(size, env.language),
    created === undefined ? '' : formatAge(created, now, env.language, 'narrow'),
  ];
  item.description = parts.filter(part => part !== '').join(' · ');
  item.iconPath = new ThemeIcon(REFERRER_ICONS[kind]);
  item.tooltip = `${type}\n${digest}`;
  return item;
}

const REFERRER_ICONS: Readonly<Record<ReferrerKind, string>> = {
  signature: 'verified',
  sbom: 'list-unordered',
  provenance: 'git-commit',
  attestation: 'law',
  other: 'link',
};

function referrerName(kind: ReferrerKind): string {
  switch (kind) {
    case 'signature':
      return l10n.t('Signature');
    case 'sbom':
      return l10n.t('SBOM');
    case 'provenance':
      return l10n.t('Provenance');
    case 'attestation':
      return l10n.t('Attestation');
    case 'other':
      return l10n.t('Attached');
  }
}

function placeItem(place: KnownPlace, limit: RateLimit | undefined): TreeItem {
  const item = new TreeItem(kindName(place), TreeItemCollapsibleState.Collapsed);
  item.id = `place:${placeText(place)}`;
  const text = placeText(place);
  item.description = text === item.label ? '' : text;
  item.iconPath = new ThemeIcon('server');
  item.contextValue = place.added ? itemKinds.addedRegistry : itemKinds.registry;
  const left =
    limit && l10n.t('{count} of {limit} requests left', { count: limit.remaining, limit: limit.limit });
  if (limit && limit.remaining * SCARCE < limit.limit)
    item.description = [item.description, left].filter(Boolean).join(' · ');
  const lines = [
    place.added ? text : l10n.t('{registry}: you have logged in to it with Docker.', { registry: text }),
    left ?? '',
  ];
  item.tooltip = lines.filter(line => line !== '').join('\n');
  return item;
}

/** Less than one of so many requests left stands in the row itself. */
const SCARCE = 4;

function kindName({ domain }: KnownPlace): string {
  const kind = registryKind(domain);
  return KIND_NAMES[kind] ?? domain;
}

/** Their own names are not translated. */
const KIND_NAMES: Partial<Record<ReturnType<typeof registryKind>, string>> = {
  hub: 'Docker Hub',
  ghcr: 'GitHub Container Registry',
  ecr: 'Amazon ECR',
  'ecr-public': 'Amazon ECR Public',
  google: 'Google Artifact Registry',
  quay: 'Quay',
  azure: 'Azure Container Registry',
  gitlab: 'GitLab Container Registry',
};

function repositoryItem({ place, repository }: RepositoryNode): TreeItem {
  const { path, description } = repository;
  const own = place.namespace !== '' && path.startsWith(`${place.namespace}/`);
  const item = new TreeItem(
    own ? path.slice(place.namespace.length + 1) : path,
    TreeItemCollapsibleState.Collapsed,
  );
  item.id = `repository:${placeText(place)}:${path}`;
  item.description = description;
  item.iconPath = new ThemeIcon('repo');
  item.contextValue = itemKinds.repository;
  item.tooltip = `${place.domain}/${path}`;
  return item;
}

function tagItem(node: TagNode, described: TagDescription | undefined, now: number): TreeItem {
  const item = new TreeItem(node.tag, TreeItemCollapsibleState.Collapsed);
  item.id = `tag:${placeText(node.parent.place)}:${node.parent.repository.path}:${node.tag}`;
  item.iconPath = new ThemeIcon('tag');
  item.contextValue = itemKinds.remoteTag;
  if (described) {
    const parts = [
      described.size === undefined ? '' : formatBytes(described.size, env.language),
      described.created === undefined ? '' : formatAge(described.created, now, env.language, 'narrow'),
      shortDigest(described.digest),
    ];
    item.description = parts.filter(part => part !== '').join(' · ');
    item.tooltip = tagTooltip(node, described);
  }
  return item;
}

function tagTooltip(node: TagNode, { digest, platforms, size, created }: TagDescription): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**').appendText(tagReference(node)).appendMarkdown('**\n\n');
  const rows: readonly (readonly [string, string])[] = [
    [l10n.t('Digest'), digest],
    [l10n.t('Platforms'), platforms.join(', ')],
    [l10n.t('Compressed'), size === undefined ? '' : formatBytes(size, env.language)],
    [l10n.t('Created'), created === undefined ? '' : new Date(created).toLocaleString(env.language)],
  ];
  for (const [name, value] of rows) if (value !== '') text.appendText(`${name}: ${value}\n\n`);
  return text;
}

function problemItem(parent: RegistryNode, failure: Failure): TreeItem {
  // Rows are narrow: what helps comes first, the reason stands in the tooltip.
  if (parent.kind === 'place' && LOGIN_HELPS.has(failure.code)) {
    const item = new TreeItem(l10n.t('Log in to list repositories…'), TreeItemCollapsibleState.None);
    item.iconPath = new ThemeIcon('key');
    item.tooltip = failureLine(failure);
    item.command = { command: commands.logInToRegistry, title: '', arguments: [parent] };
    return item;
  }
  const item = new TreeItem(failureText(failure).message, TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.tooltip = failureLine(failure);
  return item;
}

const LOGIN_HELPS: ReadonlySet<Failure['code']> = new Set(['registry-denied', 'registry-unlisted']);
