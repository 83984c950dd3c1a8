import { env, l10n, ProgressLocation, window } from 'vscode';
import { formatBytes } from '../../format.ts';
import { copyImage } from '../../registry/copyImage.ts';
import { parseImageName } from '../../registry/imageName.ts';
import type { Services } from '../../services.ts';
import { asRegistryNode, tagReference } from '../../views/registryItems.ts';
import { showFailure } from '../failures.ts';

/** Gives the image of a tag another name, there or in another registry: nothing is pulled, no engine is needed. */
export async function copyRemoteTag(services: Services, target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind !== 'tag') return;
  const reference = tagReference(node);
  const typed = await window.showInputBox({
    title: l10n.t('Copy {image}', { image: reference }),
    prompt: l10n.t('New name: another tag, another repository, or another registry'),
    value: reference,
    valueSelection: [reference.length - node.tag.length, reference.length],
    ignoreFocusOut: true,
    validateInput: value => problemOf(value, reference),
  });
  const to = typed === undefined ? undefined : parseImageName(typed);
  if (!to) return;
  const { place, repository } = node.parent;
  const copied = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      cancellable: true,
      title: l10n.t('Copying {image}', { image: reference }),
    },
    (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const from = { domain: place.domain, path: repository.path, reference: node.tag };
      const tag = to.tag ?? 'latest';
      return services.registries.call(registries =>
        copyImage(
          { session: registries.session(from.domain), repository: from.path, reference: from.reference },
          { session: registries.session(to.domain), repository: to.path, reference: tag },
          {
            signal: controller.signal,
            onProgress: (done, all) => progress.report({ message: progressText(done, all) }),
          },
        ),
      );
    },
  );
  if (!copied.ok) {
    if (copied.failure.code !== 'cancelled') await showFailure(copied.failure);
    return;
  }
  services.registriesView.refresh();
  window.setStatusBarMessage(l10n.t('Copied to {image}', { image: typed?.trim() ?? '' }), 5_000);
}

function problemOf(value: string, own: string): string | undefined {
  const parsed = parseImageName(value);
  if (!parsed || parsed.digest !== undefined)
    return l10n.t('Write it like this: {example}', { example: 'ghcr.io/owner/name:tag' });
  return value.trim() === own ? l10n.t('That is the name it has already.') : undefined;
}

function progressText(done: number, all: number): string {
  return l10n.t('{done} of {all}', {
    done: formatBytes(done, env.language),
    all: formatBytes(all, env.language),
  });
}
