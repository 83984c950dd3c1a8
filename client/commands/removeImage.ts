import { env, l10n, ProgressLocation, window } from 'vscode';
import type { ImageSummary } from '../../protocol/engine.ts';
import type { Failure } from '../../protocol/result.ts';
import { views } from '../contributions.ts';
import { failureLine } from '../failureText.ts';
import { formatBytes, shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { type ImageRow, rowName, rowReference } from '../views/imageRows.ts';
import { someNames } from '../views/imageTexts.ts';
import { chosenRows, pickRows } from './chosenImages.ts';
import { showFailure } from './failures.ts';
import { planRemoval, type Removal, removalOrder } from './removalPlan.ts';

/** Names in the question; of more than these, only the number. */
const NAMED = 8;

interface Refused {
  readonly removal: Removal;
  readonly failure: Failure;
}

/** Removes the chosen tags or images after asking, naming what goes and what else is touched by it. */
export async function removeImage(services: Services, node: unknown, selected: unknown): Promise<void> {
  let rows = chosenRows(services, node, selected);
  if (rows.length === 0 && node === undefined) {
    rows = await pickRows(services, l10n.t('Images to remove'), true);
  }
  if (rows.length === 0) return;
  // A busy engine takes its time.
  const plan = await window.withProgress({ location: { viewId: views.images } }, () =>
    lookAround(services, rows),
  );
  const remove = rows.length === 1 ? l10n.t('Remove') : l10n.t('Remove {count}', { count: rows.length });
  const answer = await window.showWarningMessage(
    question(rows),
    { modal: true, detail: listed(plan, consequence) },
    remove,
  );
  if (answer !== remove) return;
  const refused = await removeAll(services, removalOrder(plan), false);
  if (refused.length > 0) await offerForce(services, refused);
  await services.images.refresh();
}

/** What the engine knows of the images that the list does not show; what it does not tell is left out. */
async function lookAround({ host }: Services, rows: readonly ImageRow[]): Promise<readonly Removal[]> {
  const chosen = new Set(rows.flatMap(({ tag }) => tag ?? []));
  const going = rows.filter(({ image }) => image.tags.every(tag => chosen.has(tag))).slice(0, NAMED * 4);
  const [containers, children] = await Promise.all([
    host.engine(engine => engine.listContainers({})),
    Promise.all(
      going.map(async ({ image: { id } }) => {
        const found = await host.engine(engine => engine.imageChildren({ reference: id }));
        return [id, found.ok ? found.value : []] as const;
      }),
    ),
  ]);
  const byParent = new Map<string, readonly ImageSummary[]>(children);
  return planRemoval(rows, containers.ok ? containers.value : undefined, id => byParent.get(id) ?? []);
}

async function removeAll(
  { host }: Services,
  plan: readonly Removal[],
  force: boolean,
): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  await window.withProgress(
    {
      location: plan.length > 1 ? ProgressLocation.Notification : { viewId: views.images },
      title: l10n.t('Removing images'),
      cancellable: true,
    },
    async (progress, token) => {
      for (const removal of plan) {
        if (token.isCancellationRequested) return;
        progress.report({ message: nameOf(removal.row), increment: 100 / plan.length });
        const reference = rowReference(removal.row);
        const removed = await host.engine(engine => engine.removeImage({ reference, force }));
        // Another of the chosen names may have taken it along.
        if (removed.ok || removed.failure.code === 'image-not-found') continue;
        refused.push({ removal, failure: removed.failure });
        if (removed.failure.code !== 'engine-error') return;
      }
    },
  );
  return refused;
}

async function offerForce(services: Services, refused: readonly Refused[]): Promise<void> {
  const [first] = refused;
  if (!first) return;
  // An engine that is gone refuses nothing.
  if (first.failure.code !== 'engine-error') return void (await showFailure(first.failure));
  const force = l10n.t('Remove Anyway');
  const answer = await window.showWarningMessage(
    refused.length === 1
      ? l10n.t('The engine keeps {name}. Remove it anyway?', { name: nameOf(first.removal.row) })
      : l10n.t('The engine keeps {count} images. Remove them anyway?', { count: refused.length }),
    {
      modal: true,
      detail: listed(refused, ({ failure }) => failure.detail ?? failureLine(failure)),
    },
    force,
  );
  if (answer !== force) return;
  const again = await removeAll(
    services,
    refused.map(({ removal }) => removal),
    true,
  );
  if (again[0]) await showFailure(again[0].failure);
}

function question(rows: readonly ImageRow[]): string {
  const [first] = rows;
  return rows.length === 1 && first
    ? l10n.t('Remove {name} from the engine?', { name: nameOf(first) })
    : l10n.t('Remove {count} images from the engine?', { count: rows.length });
}

function listed<Item extends Removal | Refused>(
  items: readonly Item[],
  text: (item: Item) => string,
): string {
  const rowOf = (item: Removal | Refused): ImageRow => ('removal' in item ? item.removal.row : item.row);
  const lines = items
    .slice(0, NAMED)
    .map(item => (items.length === 1 ? text(item) : `${nameOf(rowOf(item))}: ${text(item)}`));
  if (items.length > NAMED) lines.push(l10n.t('… and {count} more.', { count: items.length - NAMED }));
  return lines.join('\n');
}

function consequence({ row: { image }, staysAs, use, children }: Removal): string {
  if (staysAs.length > 0) {
    return l10n.t('Only this name goes; the image stays as {others}.', { others: someNames(staysAs) });
  }
  const size = formatBytes(image.size, env.language);
  const lines = [
    l10n.t('The image is deleted. It takes up {size}; layers that other images share stay.', { size }),
  ];
  if (use && use.running.length > 0) {
    lines.push(
      l10n.t('It is in use by running containers: {names}. They run on, and the engine asks for force.', {
        names: someNames(use.running),
      }),
    );
  }
  if (use && use.stopped.length > 0) {
    lines.push(
      l10n.t('Stopped containers are made from it: {names}. The engine asks for force.', {
        names: someNames(use.stopped),
      }),
    );
  }
  if (children.length > 0) {
    const names = children.map(child => child.tags[0] ?? shortDigest(child.id));
    lines.push(
      l10n.t('Other images are built on it: {names}. The engine keeps what they need.', {
        names: someNames(names),
      }),
    );
  }
  return lines.join(' ');
}

function nameOf(row: ImageRow): string {
  return rowName(row) ?? shortDigest(row.image.id);
}
