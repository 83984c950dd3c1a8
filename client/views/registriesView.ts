import {
  type Disposable,
  EventEmitter,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
  workspace,
} from 'vscode';
import type { Failure, Outcome } from '../../protocol/result.ts';
import { settings, views } from '../contributions.ts';
import type { RegistryHost } from '../registries.ts';
import type { TagDescription } from '../registry/describe.ts';
import { ownPlatform } from '../registry/ownPlatform.ts';
import type { ListedRepository } from '../registry/repositories.ts';
import { knownPlaces } from '../registryPlaces.ts';
import { type RegistryNode, type RepositoryNode, registryItem, type TagNode } from './registryItems.ts';

/** Tags on one page, and how many of them are looked at side by side. */
const PAGE = 30;
const AT_ONCE = 4;

interface Listed {
  readonly tags: readonly TagNode[];
  shown: number;
}

/** The "Registries" tree: asks only what is opened, shows names at once and what they stand for as it comes. */
export class RegistriesView implements TreeDataProvider<RegistryNode>, Disposable {
  readonly #host: RegistryHost;
  readonly #view: TreeView<RegistryNode>;
  readonly #changed = new EventEmitter<RegistryNode | undefined>();
  readonly #subscriptions: Disposable[];
  readonly #tags = new Map<RepositoryNode, Listed>();
  readonly #described = new WeakMap<TagNode, TagDescription>();
  /** Registries that want to be asked no more, by the repository whose tags stay undescribed. */
  readonly #limited = new Map<RepositoryNode, Failure>();
  /** Ends what is asked for a tree that is shown no longer. */
  #generation = new AbortController();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(host: RegistryHost) {
    this.#host = host;
    this.#view = window.createTreeView(views.registries, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      workspace.onDidChangeConfiguration(event => {
        const changed = [settings.registryPlaces, settings.registryEnable, settings.registryInsecure];
        if (changed.some(setting => event.affectsConfiguration(setting))) this.refresh();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    ];
  }

  /** Forgets what registries have said, and asks again for what is open. */
  refresh(): void {
    this.#generation.abort();
    this.#generation = new AbortController();
    this.#tags.clear();
    this.#limited.clear();
    this.#host.forget();
    this.#changed.fire(undefined);
  }

  showMore(node: RegistryNode): void {
    if (node.kind !== 'more') return;
    const listed = this.#tags.get(node.parent);
    if (!listed) return;
    listed.shown += PAGE;
    this.#changed.fire(node.parent);
  }

  /** What a tag stands for, as the tree has learned it. */
  descriptionOf(node: TagNode): TagDescription | undefined {
    return this.#described.get(node);
  }

  /** Tags of the same repository that stand for the same image, as far as the tree knows. */
  sameImage(node: TagNode): readonly string[] {
    const digest = this.#described.get(node)?.digest;
    const tags = this.#tags.get(node.parent)?.tags ?? [];
    return tags
      .filter(
        other => other !== node && digest !== undefined && this.#described.get(other)?.digest === digest,
      )
      .map(({ tag }) => tag);
  }

  getTreeItem(node: RegistryNode): TreeItem {
    const described = node.kind === 'tag' ? this.#described.get(node) : undefined;
    const limit = node.kind === 'place' ? this.#host.rateLimit(node.place.domain) : undefined;
    return registryItem(node, { described, limit }, Date.now());
  }

  getParent(node: RegistryNode): RegistryNode | undefined {
    if (node.kind === 'place') return undefined;
    return node.kind === 'repository' ? { kind: 'place', place: node.place } : node.parent;
  }

  async getChildren(node?: RegistryNode): Promise<RegistryNode[]> {
    if (!node)
      return workspace.isTrusted ? (await knownPlaces()).map(place => ({ kind: 'place', place })) : [];
    if (node.kind === 'place') return await this.#repositories(node);
    if (node.kind === 'tag') return await this.#referrers(node);
    return node.kind === 'repository' ? await this.#tagNodes(node) : [];
  }

  dispose(): void {
    this.#generation.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #repositories(node: Extract<RegistryNode, { kind: 'place' }>): Promise<RegistryNode[]> {
    const { signal } = this.#generation;
    const listed: Outcome<readonly ListedRepository[]> = await this.#host.call(async registries => {
      const { listRepositories } = await import('../registry/repositories.ts');
      return listRepositories(registries, node.place, { signal });
    });
    if (!listed.ok) return [{ kind: 'problem', parent: node, failure: listed.failure }];
    if (listed.value.length === 0) return [{ kind: 'empty', parent: node }];
    return listed.value.map(repository => ({ kind: 'repository', place: node.place, repository }));
  }

  /** What is said of a tag's image: signatures, lists of its parts, how it was built. */
  async #referrers(node: TagNode): Promise<RegistryNode[]> {
    const { signal } = this.#generation;
    const { domain, path } = placeOf(node.parent);
    const known = this.#described.get(node)?.digest;
    const listed = await this.#host.call(async registries => {
      const [{ listReferrers }, { headDigest }] = await Promise.all([
        import('../registry/referrers.ts'),
        import('../registry/manifests.ts'),
      ]);
      const session = registries.session(domain);
      const digest: Outcome<string> =
        known === undefined
          ? await headDigest(session, path, node.tag, { signal })
          : { ok: true, value: known };
      return digest.ok ? await listReferrers(session, path, digest.value, { signal }) : digest;
    });
    if (!listed.ok) return [{ kind: 'problem', parent: node, failure: listed.failure }];
    if (listed.value.length === 0) return [{ kind: 'empty', parent: node }];
    return listed.value.map(referrer => ({ kind: 'referrer', parent: node, referrer }));
  }

  async #tagNodes(node: RepositoryNode): Promise<RegistryNode[]> {
    const { signal } = this.#generation;
    let known = this.#tags.get(node);
    if (!known) {
      const listed = await this.#host.call(registries => registries.tags(placeOf(node), { signal }));
      if (!listed.ok) return [{ kind: 'problem', parent: node, failure: listed.failure }];
      known = { tags: listed.value.map(tag => ({ kind: 'tag', parent: node, tag })), shown: PAGE };
      if (!signal.aborted) this.#tags.set(node, known);
    }
    const { tags, shown } = known;
    if (tags.length === 0) return [{ kind: 'empty', parent: node }];
    const page = tags.slice(0, shown);
    void this.#describe(node, page, signal);
    const left = tags.length - page.length;
    const trouble = this.#limited.get(node);
    return [
      ...(trouble ? [{ kind: 'problem', parent: node, failure: trouble } as const] : []),
      ...page,
      ...(left > 0 ? [{ kind: 'more', parent: node, left } as const] : []),
    ];
  }

  /** Looks at the tags that nothing is known of, a few at a time, and draws each row again as it is known. */
  async #describe(parent: RepositoryNode, page: readonly TagNode[], signal: AbortSignal): Promise<void> {
    if (this.#limited.has(parent)) return;
    const queue = page.filter(node => !this.#described.has(node)).values();
    const work = async (): Promise<void> => {
      for (const node of queue) {
        if (signal.aborted) return;
        const found = await this.#host.call(registries =>
          registries.describe(placeOf(node.parent), node.tag, { platform: ownPlatform(), signal }),
        );
        if (signal.aborted) return;
        if (found.ok) {
          this.#described.set(node, found.value);
          this.#changed.fire(node);
        } else if (found.failure.code === 'registry-rate-limited') {
          // Said once, at the top of the tags; until the user refreshes nobody asks more.
          const isFirst = !this.#limited.has(parent);
          this.#limited.set(parent, found.failure);
          if (isFirst) this.#changed.fire(parent);
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
}

const placeOf = ({ place, repository }: RepositoryNode): { domain: string; path: string } => ({
  domain: place.domain,
  path: repository.path,
});
