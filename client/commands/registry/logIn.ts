import { l10n, window } from 'vscode';
import { runHelper } from '../../registry/credentialHelper.ts';
import { type DockerConfig, readDockerConfig } from '../../registry/dockerConfig.ts';
import { type RegistryHost, registryHost } from '../../registry/host.ts';
import { forgetLogin, helperFor, keepLogin, type Login } from '../../registry/logins.ts';
import { parsePlace } from '../../registryPlaces.ts';
import type { Services } from '../../services.ts';
import { asRegistryNode } from '../../views/registryItems.ts';
import { showFailure } from '../failures.ts';
import { loginGuidance } from './loginGuidance.ts';

const PORTS = { helpers: runHelper, env: process.env };

/** Logs in to a registry as `docker login` does; the engine and every other tool then know the login too. */
export async function logInToRegistry(services: Services, target: unknown): Promise<void> {
  const node = asRegistryNode(target);
  const domain = node?.kind === 'place' ? node.place.domain : await askForRegistry();
  if (domain === undefined) return;
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
        advice: loginGuidance(domain).secret,
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

async function askForRegistry(): Promise<string | undefined> {
  const text = await window.showInputBox({
    title: l10n.t('Log In to Registry'),
    prompt: l10n.t('Address of the registry'),
    placeHolder: 'docker.io, ghcr.io, harbor.example.com',
    ignoreFocusOut: true,
    validateInput: value =>
      value.trim() === '' || parsePlace(value)
        ? undefined
        : l10n.t('Write it like this: {example}', { example: 'ghcr.io' }),
  });
  return text === undefined ? undefined : parsePlace(text)?.domain;
}

async function askForLogin(domain: string): Promise<Login | undefined> {
  const title = l10n.t('Log In to {registry}', { registry: domain });
  const { user, name, secret } = loginGuidance(domain);
  const username = await window.showInputBox({ title, prompt: user, value: name, ignoreFocusOut: true });
  if (!username) return undefined;
  const password = await window.showInputBox({ title, prompt: secret, password: true, ignoreFocusOut: true });
  return password ? { username: username.trim(), password } : undefined;
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
