/** Where a registry answers, and under which name Docker's configuration keeps its credentials. */
export interface RegistryHost {
  /** As in references: `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly name: string;
  /** Origins to try, in this order. Only a registry on this machine is ever spoken to without TLS. */
  readonly origins: readonly string[];
  /** `https://index.docker.io/v1/` for Docker Hub, the name for all others. */
  readonly credentialKey: string;
}

/** Docker Hub's key in `auths`, and what helpers know it by. */
export const HUB_CREDENTIAL_KEY = 'https://index.docker.io/v1/';
export const HUB = 'docker.io';

/** `insecure`: names of registries that the user says speak plain HTTP. */
export function registryHost(name: string, insecure: readonly string[] = []): RegistryHost {
  if (isHub(name)) {
    return { name: HUB, origins: ['https://registry-1.docker.io'], credentialKey: HUB_CREDENTIAL_KEY };
  }
  const plain = isLoopback(name) || insecure.includes(name);
  const origins = [`https://${name}`, ...(plain ? [`http://${name}`] : [])];
  return { name, origins, credentialKey: name };
}

export function isHub(name: string): boolean {
  return HUB_NAMES.has(name);
}

const HUB_NAMES: ReadonlySet<string> = new Set([
  ...['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'],
]);

/** Docker itself speaks plain HTTP to these only (RFC 6890 loopback, and the name for it). */
export function isLoopback(name: string): boolean {
  const host = name.startsWith('[') ? name.slice(1, name.indexOf(']')) : name.replace(/:\d+$/, '');
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(?:\.\d+){3}$/.test(host)
  );
}
