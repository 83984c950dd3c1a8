import { ConfigurationTarget, workspace } from 'vscode';
import { settings } from './contributions.ts';
import { isHub } from './registry/host.ts';
import type { RegistryPlace } from './registry/repositories.ts';
import { registrySettings } from './settings.ts';

/** A place in the sidebar: added by the user, or there because of a `docker login`. */
export interface KnownPlace extends RegistryPlace {
  readonly added: boolean;
}

/** `docker.io/bitnami` as a place; undefined for what names no registry. */
export function parsePlace(text: string): RegistryPlace | undefined {
  const trimmed = text
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '');
  const slash = trimmed.indexOf('/');
  const domain = (slash < 0 ? trimmed : trimmed.slice(0, slash)).toLowerCase();
  const namespace = slash < 0 ? '' : trimmed.slice(slash + 1);
  if (!/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/.test(domain)) return undefined;
  if (!/^[\w./-]*$/.test(namespace)) return undefined;
  // A word alone is no address: Docker takes it for a name on Docker Hub.
  if (!/[.:]/.test(domain) && domain !== 'localhost') return undefined;
  return { domain: isHub(domain) ? 'docker.io' : domain, namespace };
}

export const placeText = ({ domain, namespace }: RegistryPlace): string =>
  namespace === '' ? domain : `${domain}/${namespace}`;

/** Those of the setting first, in its order; then registries that somebody has logged in to. */
export async function knownPlaces(): Promise<readonly KnownPlace[]> {
  const added = registrySettings().places.flatMap((text): readonly KnownPlace[] => {
    const place = parsePlace(text);
    return place ? [{ ...place, added: true }] : [];
  });
  // With the first look at registries: most sessions have none.
  const [{ readDockerConfig }, { listLogins }, { runHelper }] = await Promise.all([
    import('./registry/dockerConfig.ts'),
    import('./registry/logins.ts'),
    import('./registry/credentialHelper.ts'),
  ]);
  const config = await readDockerConfig(process.env);
  const logins = config.ok ? await listLogins(config.value, runHelper) : [];
  const named = new Set(added.map(({ domain }) => domain));
  const own = logins.filter(domain => !named.has(domain));
  return [...added, ...own.map((domain): KnownPlace => ({ domain, namespace: '', added: false }))];
}

export async function addPlace(place: RegistryPlace): Promise<void> {
  const { places } = registrySettings();
  const text = placeText(place);
  if (!places.includes(text)) await savePlaces([...places, text]);
}

export async function removePlace(place: RegistryPlace): Promise<void> {
  const text = placeText(place);
  await savePlaces(registrySettings().places.filter(other => other.trim() !== text));
}

/** For the user, never for the workspace: a repository must not bring its own registries. */
async function savePlaces(places: readonly string[]): Promise<void> {
  const dot = settings.registryPlaces.lastIndexOf('.');
  await workspace
    .getConfiguration(settings.registryPlaces.slice(0, dot))
    .update(settings.registryPlaces.slice(dot + 1), places, ConfigurationTarget.Global);
}
