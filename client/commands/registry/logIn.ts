import { l10n, window } from 'vscode';
import { runHelper } from '../../registry/credentialHelper.ts';
import { type DockerConfig, readDockerConfig } from '../../registry/dockerConfig.ts';
import { type RegistryHost, registryHost } from '../../registry/host.ts';
import { type RegistryKind, registryKind } from '../../registry/kinds.ts';
import { forgetLogin, helperFor, keepLogin, type Login } from '../../registry/logins.ts';
import type { Services } from '../../services.ts';
import { asRegistryNode } from '../../views/registryItems.ts';
import { showFailure } from '../failures.ts';

const PORTS = { helpers: runHelper, env: process.env };

/** Logs in to a registry as `docker login` does; the engine and every other tool then know the login too. */
export async function logInToRegistry(services: Services, target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  const domain = node?.kind === 'place' ? node.place.domain : await askForRegistry();
  if (domain === undefined || domain === '') return;
  const host = registryHost(domain);
  const config = await readDockerConfig(process.env);
  if (!config.ok) return void (await showFailure(config.failure));
  const login = await askForLogin(domain);
  if (!login) return;
  const taken = await services.registries.call(registries => registries.verify(domain, login));
  if (!taken.ok) return void (await showFailure(taken.failure));
  if (!taken.value) {
    void window.showErrorMessage(
      l10n.t('{registry} does not take this name and password. {advice}', {
        registry: domain,
        advice: guidance(registryKind(domain)).secret,
      }),
    );
    return;
  }
  if (!(await mayKeep(config.value, host))) return;
  const kept = await keepLogin(config.value, host, login, PORTS);
  if (!kept.ok) return void (await showFailure(kept.failure));
  services.registriesView.refresh();
  window.setStatusBarMessage(l10n.t('Logged in to {registry}', { registry: domain }), 5_000);
}

export async function logOutOfRegistry(services: Services, target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  if (node?.kind !== 'place') return;
  const { domain } = node.place;
  const out = l10n.t('Log Out');
  const answer = await window.showWarningMessage(
    l10n.t('Log out of {registry}?', { registry: domain }),
    {
      modal: true,
      detail: l10n.t('The login goes from your Docker configuration, for all tools on this machine.'),
    },
    out,
  );
  if (answer !== out) return;
  const config = await readDockerConfig(process.env);
  if (!config.ok) return void (await showFailure(config.failure));
  const forgotten = await forgetLogin(config.value, registryHost(domain), PORTS);
  if (!forgotten.ok) return void (await showFailure(forgotten.failure));
  services.registriesView.refresh();
}

function askForRegistry(): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Log In to Registry'),
    prompt: l10n.t('Address of the registry'),
    placeHolder: 'docker.io, ghcr.io, harbor.example.com',
    ignoreFocusOut: true,
  });
}

async function askForLogin(domain: string): Promise<Login | undefined> {
  const title = l10n.t('Log In to {registry}', { registry: domain });
  const { user, secret } = guidance(registryKind(domain));
  const username = await window.showInputBox({ title, prompt: user, ignoreFocusOut: true });
  if (!username) return undefined;
  const password = await window.showInputBox({ title, prompt: secret, password: true, ignoreFocusOut: true });
  return password ? { username: username.trim(), password } : undefined;
}

/** What each kind of registry wants, in a sentence. */
function guidance(kind: RegistryKind): { readonly user: string; readonly secret: string } {
  const user = l10n.t('User name');
  switch (kind) {
    case 'hub':
      return {
        user: l10n.t('Your Docker ID'),
        secret: l10n.t(
          'A personal access token, from hub.docker.com under Account settings. Read access is enough to pull.',
        ),
      };
    case 'ghcr':
      return {
        user: l10n.t('Your GitHub user name'),
        secret: l10n.t(
          'A classic personal access token with the scope read:packages, and write:packages to push.',
        ),
      };
    case 'ecr':
      return {
        user: l10n.t('Write AWS'),
        secret: l10n.t(
          'What "aws ecr get-login-password" prints. It holds for twelve hours; amazon-ecr-credential-helper renews it by itself.',
        ),
      };
    case 'google':
      return {
        user: l10n.t('Write oauth2accesstoken'),
        secret: l10n.t(
          'What "gcloud auth print-access-token" prints. "gcloud auth configure-docker" sets up a helper that renews it.',
        ),
      };
    case 'quay':
      return {
        user: l10n.t('User name or robot account'),
        secret: l10n.t('The password, or the token of the robot account.'),
      };
    case 'azure':
      return {
        user,
        secret: l10n.t('A token of the registry. "az acr login" logs in with your Azure account instead.'),
      };
    case 'gitlab':
      return { user, secret: l10n.t('A personal or deploy token with the scope read_registry.') };
    default:
      return {
        user: l10n.t('User name or robot account'),
        secret: l10n.t(
          'Password or token. Harbor: the CLI secret of your profile, or the token of a robot account.',
        ),
      };
  }
}

/** Without a helper the password stands readable in a file: the user must want that. */
async function mayKeep(config: DockerConfig, host: RegistryHost): Promise<boolean> {
  if (helperFor(config, host) !== undefined) return true;
  const keep = l10n.t('Keep It Readable');
  const answer = await window.showWarningMessage(
    l10n.t('Keep this login unencrypted?'),
    {
      modal: true,
      detail: l10n.t(
        'Your Docker configuration names no credential helper, so that the password would stand readable in config.json, as with "docker login". Set "credsStore" there to keep it in the key chain of your system.',
      ),
    },
    keep,
  );
  return answer === keep;
}
