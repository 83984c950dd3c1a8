import type { RunRequest } from '../../protocol/containers.ts';

/** The body of the request that makes a container, as `docker run` would send it. */
export function createBody(request: RunRequest): Readonly<Record<string, unknown>> {
  const { reference, environment, command, entrypoint, user, workingDirectory, interactive } = request;
  const ports = request.ports.flatMap(text => readPort(text) ?? []);
  const unnamed = request.volumes.filter(volume => !volume.includes(':'));
  return {
    Image: reference,
    ...(environment.length > 0 && { Env: environment }),
    ...(command.length > 0 && { Cmd: command }),
    ...(entrypoint && { Entrypoint: [entrypoint] }),
    ...(user && { User: user }),
    ...(workingDirectory && { WorkingDir: workingDirectory }),
    ...(ports.length > 0 && { ExposedPorts: Object.fromEntries(ports.map(({ port }) => [port, {}])) }),
    ...(unnamed.length > 0 && { Volumes: Object.fromEntries(unnamed.map(path => [path, {}])) }),
    Tty: interactive,
    OpenStdin: interactive,
    StdinOnce: interactive,
    AttachStdin: interactive,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      Binds: request.volumes.filter(volume => volume.includes(':')),
      PortBindings: bindings(ports),
      ...(request.network && { NetworkMode: request.network }),
    },
  };
}

export interface PublishedPort {
  /** `8080/tcp`, inside the container. */
  readonly port: string;
  /** Where it listens on the engine's machine; '' for all addresses, or any free port. */
  readonly ip: string;
  readonly hostPort: string;
}

const PORT = /^(?:(?:(\[[\da-f:]+\]|[\d.]+):)?(\d{0,5}):)?(\d{1,5})(?:\/(tcp|udp|sctp))?$/i;

/** Reads `[[ip:]host:]container[/protocol]`; undefined for what is none. Ranges are for the command line alone. */
export function readPort(text: string): PublishedPort | undefined {
  const [whole, ip = '', hostPort = '', container = '', protocol = 'tcp'] = PORT.exec(text.trim()) ?? [];
  if (whole === undefined || Number(container) > 65_535 || Number(hostPort) > 65_535) return undefined;
  return { port: `${Number(container)}/${protocol.toLowerCase()}`, ip: ip.replace(/[[\]]/g, ''), hostPort };
}

function bindings(ports: readonly PublishedPort[]): Readonly<Record<string, unknown>> {
  const all: Record<string, { readonly HostIp: string; readonly HostPort: string }[]> = {};
  for (const { port, ip, hostPort } of ports) {
    const list = all[port] ?? [];
    all[port] = list;
    list.push({ HostIp: ip, HostPort: hostPort });
  }
  return all;
}
