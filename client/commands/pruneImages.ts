import { env, l10n, ProgressLocation, type QuickPickItem, ThemeIcon, window } from 'vscode';
import type { PruneTarget } from '../../protocol/containers.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import { formatBytes, shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { showFailure } from './failures.ts';
import { type PrunePlan, planPrune } from './prunePlan.ts';

/** Names in the question; of more than these, only the number. */
const NAMED = 12;

const TARGETS: readonly PruneTarget[] = ['dangling', 'unused', 'cache'];

/** Clears away what nobody uses, after naming what that is and how much comes free. */
export async function pruneImages(services: Services): Promise<void> {
  const plans = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('The engine counts what can be cleaned up'),
      cancellable: true,
    },
    (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return look(services, controller.signal);
    },
  );
  if (!plans.ok) return void (await showFailure(plans.failure));
  const items = plans.value.map((plan): QuickPickItem & { readonly plan: PrunePlan } => ({
    plan,
    label: targetText(plan.target),
    description: amountText(plan),
    iconPath: new ThemeIcon(plan.target === 'cache' ? 'database' : 'package'),
  }));
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('What is to be cleaned up?') });
  if (!picked) return;
  const { plan } = picked;
  if (plan.images.length + plan.records === 0) {
    void window.showInformationMessage(l10n.t('There is nothing of that to clean up.'));
    return;
  }
  const clean = l10n.t('Clean Up');
  const answer = await window.showWarningMessage(
    question(plan),
    { modal: true, detail: [...names(plan), consequences(plan)].join('\n') },
    clean,
  );
  if (answer !== clean) return;
  const pruned = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Cleaning up'), cancellable: true },
    (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const { target } = plan;
      return services.host.engine(engine => engine.prune({ target }, { signal: controller.signal }));
    },
  );
  await services.images.refresh();
  if (!pruned.ok) return void (await showFailure(pruned.failure));
  const size = formatBytes(pruned.value.bytes, env.language);
  void window.showInformationMessage(l10n.t('Cleaned up: {size} came free.', { size }));
}

async function look({ host }: Services, signal: AbortSignal): Promise<Outcome<readonly PrunePlan[]>> {
  return host.engine(async engine => {
    const [images, containers, usage] = await Promise.all([
      engine.listImages({}, { signal }),
      engine.listContainers({}, { signal }),
      engine.diskUsage({}, { signal }),
    ]);
    if (!images.ok) return images;
    if (!containers.ok) return containers;
    if (!usage.ok) return usage;
    return success(TARGETS.map(target => planPrune(target, images.value, containers.value, usage.value)));
  });
}

function targetText(target: PruneTarget): string {
  switch (target) {
    case 'dangling':
      return l10n.t('Images without a name');
    case 'unused':
      return l10n.t('All images that no container uses');
    case 'cache':
      return l10n.t('Build cache');
  }
}

function amountText({ target, images, records, bytes }: PrunePlan): string {
  const size = formatBytes(bytes, env.language);
  if (target === 'cache') return l10n.t('{count} records, {size}', { count: records, size });
  if (images.length === 0) return l10n.t('none');
  return images.length === 1
    ? l10n.t('1 image, at least {size}', { size })
    : l10n.t('{count} images, at least {size}', { count: images.length, size });
}

function question(plan: PrunePlan): string {
  const size = formatBytes(plan.bytes, env.language);
  if (plan.target === 'cache') return l10n.t('Clear the build cache of the engine ({size})?', { size });
  return plan.images.length === 1
    ? l10n.t('Delete 1 image and free at least {size}?', { size })
    : l10n.t('Delete {count} images and free at least {size}?', { count: plan.images.length, size });
}

function names({ images }: PrunePlan): readonly string[] {
  const lines = images
    .slice(0, NAMED)
    .map(
      ({ id, tags, digests, size }) =>
        `${tags.join(', ') || digests[0] || shortDigest(id)} (${formatBytes(size, env.language)})`,
    );
  if (images.length > NAMED) lines.push(l10n.t('… and {count} more.', { count: images.length - NAMED }));
  return lines;
}

function consequences({ target }: PrunePlan): string {
  switch (target) {
    case 'dangling':
      return l10n.t('Images with a name, and those that a container was made from, stay.');
    case 'unused':
      return l10n.t(
        'Images that a container was made from stay, running or not. The others can be pulled or built again, those that were only built here from their Dockerfile alone.',
      );
    case 'cache':
      return l10n.t('The next builds run all of their steps again. Images stay as they are.');
  }
}
