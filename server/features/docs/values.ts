/** Signals in the order in which they are offered: those that end containers in practice first. */
export const SIGNALS = {
  SIGTERM: 15,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGHUP: 1,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGWINCH: 28,
  SIGKILL: 9,
  'SIGRTMIN+3': 37,
  SIGABRT: 6,
  SIGALRM: 14,
  SIGCONT: 18,
  SIGPIPE: 13,
  SIGSTOP: 19,
  SIGTSTP: 20,
} as const;
export type SignalName = keyof typeof SIGNALS;

/** A signal by its name in any case, with or without SIG, or by its number. */
export function findSignal(text: string): SignalName | undefined {
  const name = text.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  for (const [known, number] of Object.entries(SIGNALS)) {
    if (known === name || String(number) === text) return known as SignalName;
  }
  return undefined;
}

export const SHELLS: readonly string[] = [
  '["/bin/bash", "-o", "pipefail", "-c"]',
  '["/bin/sh", "-c"]',
  '["/bin/ash", "-eo", "pipefail", "-c"]',
  '["pwsh", "-Command"]',
  '["powershell", "-Command"]',
  '["cmd", "/S", "/C"]',
];

/** What usually listens on a port, the ports people expose most first. Proper names: the same in every language. */
export const PORTS: readonly { readonly port: string; readonly name: string }[] = [
  { port: '8080', name: 'HTTP' },
  { port: '80', name: 'HTTP' },
  { port: '443', name: 'HTTPS' },
  { port: '3000', name: 'Node.js' },
  { port: '8000', name: 'Python' },
  { port: '5000', name: 'Flask' },
  { port: '8443', name: 'HTTPS' },
  { port: '9000', name: 'PHP-FPM' },
  { port: '5432', name: 'PostgreSQL' },
  { port: '3306', name: 'MySQL, MariaDB' },
  { port: '6379', name: 'Redis, Valkey' },
  { port: '27017', name: 'MongoDB' },
  { port: '5672', name: 'AMQP (RabbitMQ)' },
  { port: '9092', name: 'Kafka' },
  { port: '9200', name: 'Elasticsearch, OpenSearch' },
  { port: '11211', name: 'Memcached' },
  { port: '1883', name: 'MQTT' },
  { port: '50051', name: 'gRPC' },
  { port: '9090', name: 'Prometheus' },
  { port: '4317', name: 'OpenTelemetry' },
  { port: '25', name: 'SMTP' },
  { port: '53', name: 'DNS' },
  { port: '22', name: 'SSH' },
];

export const PROTOCOLS: readonly string[] = ['tcp', 'udp', 'sctp'];

/** SPDX names of the licences that images carry most. */
export const LICENSES: readonly string[] = [
  'MIT',
  'Apache-2.0',
  'BSD-3-Clause',
  'BSD-2-Clause',
  'ISC',
  'MPL-2.0',
  'GPL-2.0-only',
  'GPL-3.0-or-later',
  'LGPL-3.0-or-later',
  'AGPL-3.0-or-later',
  'Unlicense',
];

/** The standard labels of the OCI image specification, in the order in which they are offered. */
export const LABELS = [
  'org.opencontainers.image.title',
  'org.opencontainers.image.description',
  'org.opencontainers.image.source',
  'org.opencontainers.image.version',
  'org.opencontainers.image.revision',
  'org.opencontainers.image.created',
  'org.opencontainers.image.licenses',
  'org.opencontainers.image.authors',
  'org.opencontainers.image.url',
  'org.opencontainers.image.documentation',
  'org.opencontainers.image.vendor',
  'org.opencontainers.image.ref.name',
  'org.opencontainers.image.base.name',
  'org.opencontainers.image.base.digest',
] as const;
export type LabelName = (typeof LABELS)[number];

export function isLabelName(name: string): name is LabelName {
  return (LABELS as readonly string[]).includes(name);
}
