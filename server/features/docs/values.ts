/** Signals that end a container in practice, the usual ones first. */
export const SIGNALS: readonly string[] = [
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
  'SIGKILL',
  'SIGRTMIN+3',
];

export const SHELLS: readonly string[] = [
  '["/bin/bash", "-o", "pipefail", "-c"]',
  '["/bin/sh", "-c"]',
  '["/bin/ash", "-eo", "pipefail", "-c"]',
  '["pwsh", "-Command"]',
  '["powershell", "-Command"]',
  '["cmd", "/S", "/C"]',
];

/** The standard labels of the OCI image specification. */
export const LABELS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'org.opencontainers.image.title', description: 'Name for people' },
  { name: 'org.opencontainers.image.description', description: 'What the image is for' },
  { name: 'org.opencontainers.image.source', description: 'URL of the source code' },
  { name: 'org.opencontainers.image.version', description: 'Version of the packaged software' },
  { name: 'org.opencontainers.image.revision', description: 'Commit of the source code' },
  { name: 'org.opencontainers.image.created', description: 'Time of the build (RFC 3339)' },
  { name: 'org.opencontainers.image.licenses', description: 'Licences (SPDX expression)' },
  { name: 'org.opencontainers.image.authors', description: 'Who is responsible for the image' },
  { name: 'org.opencontainers.image.url', description: 'Page with more about the image' },
  { name: 'org.opencontainers.image.documentation', description: 'URL of the documentation' },
  { name: 'org.opencontainers.image.vendor', description: 'Organisation that ships it' },
  { name: 'org.opencontainers.image.ref.name', description: 'Name of the reference' },
  { name: 'org.opencontainers.image.base.name', description: 'Name of the base image' },
  { name: 'org.opencontainers.image.base.digest', description: 'Digest of the base image' },
];
