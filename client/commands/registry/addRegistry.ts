import { l10n, type QuickPickItem, window } from 'vscode';
import type { RegistryPlace } from '../../registry/repositories.ts';
import { addPlace, parsePlace, placeText, removePlace } from '../../registryPlaces.ts';
import type { Services } from '../../services.ts';
import { asRegistryNode } from '../../views/registryItems.ts';

interface KindItem extends QuickPickItem {
  /** What is asked for, and how it becomes a place. */
  readonly prompt: string;
  readonly example: string;
  place(text: string): RegistryPlace | undefined;
}

/** Adds a registry, or somebody's part of one, to the sidebar. */
export async function addRegistry({ registriesView }: Services): Promise<void> {
  const kind = await window.showQuickPick(kinds(), {
    title: l10n.t('Add Registry'),
    placeHolder: l10n.t('Which registry?'),
    matchOnDetail: true,
  });
  if (!kind) return;
  const text = await window.showInputBox({
    title: l10n.t('Add {registry}', { registry: kind.label }),
    prompt: kind.prompt,
    placeHolder: kind.example,
    ignoreFocusOut: true,
    validateInput: value =>
      value.trim() === '' || kind.place(value)
        ? undefined
        : l10n.t('Write it like this: {example}', { example: kind.example }),
  });
  const place = text === undefined || text.trim() === '' ? undefined : kind.place(text);
  if (!place) return;
  await addPlace(place);
  registriesView.refresh();
}

export async function removeRegistry({ registriesView }: Services, target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind !== 'place' || !node.place.added) return;
  await removePlace(node.place);
  registriesView.refresh();
  window.setStatusBarMessage(
    l10n.t('Removed {registry} from the list', { registry: placeText(node.place) }),
    3_000,
  );
}

function kinds(): readonly KindItem[] {
  const inside =
    (domain: string) =>
    (text: string): RegistryPlace | undefined =>
      parsePlace(`${domain}/${text.trim()}`);
  return [
    {
      label: 'Docker Hub',
      detail: l10n.t('Repositories of a user or an organisation'),
      prompt: l10n.t('User or organisation on Docker Hub'),
      example: 'bitnami',
      place: inside('docker.io'),
    },
    {
      label: 'GitHub Container Registry',
      detail: l10n.t('Packages of a user or an organisation; needs a token that may read packages'),
      prompt: l10n.t('User or organisation on GitHub'),
      example: 'github',
      place: inside('ghcr.io'),
    },
    {
      label: 'Amazon ECR',
      detail: l10n.t('The registry of an AWS account in one region'),
      prompt: l10n.t('Address of the registry'),
      example: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      place: parsePlace,
    },
    {
      label: 'Google Artifact Registry',
      detail: l10n.t('Repositories of a Google Cloud project in one region'),
      prompt: l10n.t('Address, project and repository'),
      example: 'europe-west1-docker.pkg.dev/my-project/my-repository',
      place: parsePlace,
    },
    {
      label: 'Harbor',
      detail: l10n.t('All projects that you may see, or one of them'),
      prompt: l10n.t('Address of the Harbor, and a project if you want only that'),
      example: 'harbor.example.com/library',
      place: parsePlace,
    },
    {
      label: 'Quay',
      detail: l10n.t('Public repositories of a user or an organisation'),
      prompt: l10n.t('User or organisation on Quay'),
      example: 'coreos',
      place: inside('quay.io'),
    },
    {
      label: 'GitLab',
      detail: l10n.t('Repositories of a group with its projects, or of one project'),
      prompt: l10n.t('Group, or group and project'),
      example: 'my-group/my-project',
      place: inside('registry.gitlab.com'),
    },
    {
      label: 'Azure Container Registry',
      detail: l10n.t('The registry of an Azure subscription'),
      prompt: l10n.t('Address of the registry'),
      example: 'myregistry.azurecr.io',
      place: parsePlace,
    },
    {
      label: l10n.t('Another registry'),
      detail: l10n.t('Any registry that speaks the OCI distribution interface'),
      prompt: l10n.t('Address of the registry'),
      example: 'localhost:5000',
      place: parsePlace,
    },
  ];
}
