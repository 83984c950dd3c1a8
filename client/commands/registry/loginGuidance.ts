import { l10n } from 'vscode';
import { registryKind } from '../../registry/kinds.ts';

/** What a registry wants of who logs in to it. */
export interface LoginGuidance {
  readonly user: string;
  /** The name that all users have there; '' where each has one. */
  readonly name: string;
  readonly secret: string;
}

/** By kind of registry, with the command that prints the token for just this one. */
export function loginGuidance(domain: string): LoginGuidance {
  const user = l10n.t('User name');
  switch (registryKind(domain)) {
    case 'hub':
      return {
        user: l10n.t('Your Docker ID'),
        name: '',
        secret: l10n.t(
          'A personal access token, from hub.docker.com under Account settings. "Read-only" is enough to pull, "Read & Write" to push, "Read, Write, Delete" to delete.',
        ),
      };
    case 'ghcr':
      return {
        user: l10n.t('Your GitHub user name'),
        name: '',
        secret: l10n.t(
          'A classic personal access token with the scope read:packages; write:packages to push, delete:packages to delete.',
        ),
      };
    case 'ecr':
      return {
        user: l10n.t('User name: AWS for everybody'),
        name: 'AWS',
        secret: l10n.t(
          'What "{command}" prints. It holds for twelve hours; amazon-ecr-credential-helper renews it by itself.',
          { command: `aws ecr get-login-password --region ${domain.split('.')[3] ?? ''}` },
        ),
      };
    case 'ecr-public':
      return {
        user: l10n.t('User name: AWS for everybody'),
        name: 'AWS',
        secret: l10n.t(
          'What "{command}" prints. It holds for twelve hours; amazon-ecr-credential-helper renews it by itself.',
          { command: 'aws ecr-public get-login-password --region us-east-1' },
        ),
      };
    case 'google':
      return {
        user: l10n.t('User name: oauth2accesstoken for everybody'),
        name: 'oauth2accesstoken',
        secret: l10n.t(
          'What "gcloud auth print-access-token" prints; it holds for an hour. "{command}" sets up a helper that renews it.',
          { command: `gcloud auth configure-docker ${domain}` },
        ),
      };
    case 'quay':
      return {
        user: l10n.t('User name or robot account'),
        name: '',
        secret: l10n.t(
          'The token of the robot account, or the encrypted password from quay.io under Account settings.',
        ),
      };
    case 'azure':
      return {
        user: l10n.t('User name: this one for a token of your Azure account'),
        name: '00000000-0000-0000-0000-000000000000',
        secret: l10n.t(
          'What "{command}" prints; it holds for three hours. A repository token with a name of its own works too.',
          {
            command: `az acr login --name ${domain.split('.')[0] ?? ''} --expose-token --output tsv --query accessToken`,
          },
        ),
      };
    case 'gitlab':
      return {
        user,
        name: '',
        secret: l10n.t(
          'A personal, group or deploy token with the scope read_registry; write_registry to push, read_api to list repositories here.',
        ),
      };
    default:
      return {
        user: l10n.t('User name or robot account'),
        name: '',
        secret: l10n.t(
          'Password or token. Harbor: the CLI secret of your profile, or the token of a robot account.',
        ),
      };
  }
}
