import { isHub, isLoopback } from './host.ts';

/** Registries that have ways of their own; `oci` stands for all others. */
export type RegistryKind =
  | 'hub'
  | 'ghcr'
  | 'ecr'
  | 'ecr-public'
  | 'google'
  | 'quay'
  | 'azure'
  | 'gitlab'
  | 'local'
  | 'oci';

/** By the name alone; a Harbor is known only when it is asked. */
export function registryKind(domain: string): RegistryKind {
  if (isHub(domain)) return 'hub';
  if (domain === 'ghcr.io') return 'ghcr';
  if (domain === 'public.ecr.aws') return 'ecr-public';
  if (/^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(domain)) return 'ecr';
  if (domain.endsWith('-docker.pkg.dev') || /^(?:[a-z]+\.)?gcr\.io$/.test(domain)) return 'google';
  if (domain === 'quay.io') return 'quay';
  if (domain.endsWith('.azurecr.io')) return 'azure';
  if (domain === 'registry.gitlab.com') return 'gitlab';
  return isLoopback(domain) ? 'local' : 'oci';
}
