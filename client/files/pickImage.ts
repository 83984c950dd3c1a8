import { CancellationTokenSource, env, l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { formatAge, formatBytes } from '../format.ts';
import type { Services } from '../services.ts';
import { registrySettings } from '../settings.ts';
import { type ImageRow, imageRows, rowReference } from '../views/imageRows.ts';
import type { ImageName } from './imageUri.ts';

interface Item extends QuickPickItem {
  readonly image?: ImageName;
  readonly other?: () => Promise<ImageName | undefined>;
}

/** Asks for an image: one of the engine's, or an archive. Those of `near`'s repository come first. */
export async function pickImage(
  { host }: Pick<Services, 'host'>,
  placeHolder: string,
  near?: ImageName,
): Promise<ImageName | undefined> {
  const closing = new CancellationTokenSource();
  const archive: Item = {
    label: l10n.t('Image archive or OCI layout…'),
    other: pickArchive,
    alwaysShow: true,
  };
  const registry: Item = {
    label: l10n.t('Image in a registry…'),
    other: () => askRegistryImage(near?.title),
    alwaysShow: true,
  };
  const first = registrySettings().enable ? [archive, registry] : [archive];
  const items = host
    .engine(engine => engine.listImages({}))
    .then((answer): Item[] => {
      // Without an engine there are archives still.
      if (!answer.ok) return first;
      const rows = imageRows(answer.value).map(pickItem);
      const name = near && repository(near.title);
      const builds = rows.filter(({ label }) => name !== undefined && repository(label) === name);
      const rest = rows.filter(row => !builds.includes(row));
      return [
        ...first,
        ...(builds.length > 0
          ? [{ label: l10n.t('Other builds'), kind: QuickPickItemKind.Separator }, ...builds]
          : []),
        { label: l10n.t('Images of the engine'), kind: QuickPickItemKind.Separator },
        ...rest,
      ];
    });
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true }, closing.token);
  closing.dispose();
  return picked?.other ? picked.other() : picked?.image;
}

function pickItem(row: ImageRow): Item {
  const { id, size, created } = row.image;
  const about = [formatBytes(size, env.language), formatAge(created, Date.now(), env.language)];
  const label = row.tag ?? id;
  return {
    label,
    description: about.join(' · '),
    image: {
      location: { kind: 'engine', reference: rowReference(row) },
      title: label,
      platform: undefined,
    },
  };
}

async function pickArchive(): Promise<ImageName | undefined> {
  const picked = await window.showOpenDialog({
    title: l10n.t('Choose an image archive, or the "oci-layout" file of an OCI layout folder'),
    filters: {
      [l10n.t('Image archives')]: ['tar', 'tar.gz', 'tgz', 'tar.zst', 'zst', 'gz'],
      [l10n.t('All files')]: ['*'],
    },
  });
  const path = picked?.[0]?.fsPath.replace(/[/\\]oci-layout$/, '');
  return path === undefined
    ? undefined
    : {
        location: { kind: 'path', path },
        title: path.split(/[/\\]/).findLast(Boolean) ?? path,
        platform: undefined,
      };
}

/** Asks for the name of an image in a registry; `near` is what stands there to be changed. */
export async function askRegistryImage(near = ''): Promise<ImageName | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t('Image in a Registry'),
    prompt: l10n.t('Its manifest and layers are read with your Docker logins; nothing is pulled.'),
    placeHolder: 'ghcr.io/owner/image:tag',
    value: near,
    ignoreFocusOut: true,
  });
  const reference = typed?.trim();
  return reference ? registryImage(reference) : undefined;
}

export function registryImage(reference: string): ImageName {
  const host = reference.split('/', 1)[0] ?? '';
  const insecure = registrySettings().insecure.includes(host);
  return {
    location: { kind: 'registry', reference, ...(insecure && { insecure }) },
    title: reference,
    platform: undefined,
  };
}

/** Without tag and digest. */
function repository(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
