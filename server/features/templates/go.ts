import { has, match, type Project, textOf } from './project.ts';
import { cacheMount, execForm, joinBlocks, run, SYNTAX, type Template } from './template.ts';

interface Facts {
  readonly version: string;
  readonly manifests: readonly string[];
  /** The package with `main`. */
  readonly main: string;
  /** Where it listens, undefined for what is no server. */
  readonly port: string | undefined;
}

const GO_VERSION = '1.25';

export const goTemplate: Template<Facts> = {
  id: 'go',
  name: 'Go',
  detect(project: Project) {
    if (!has(project, 'go.mod')) return undefined;
    const modules = textOf(project, 'go.mod');
    const code = textOf(project, 'main.go');
    const command = project.paths.find(path => /^cmd\/[^/]+\/$/.test(path));
    const isServer = /"net\/http"/.test(code) || SERVERS.test(modules);
    return {
      version: versionOf(modules),
      manifests: ['go.mod', 'go.sum'].filter(name => has(project, name)),
      main: has(project, 'main.go') || command === undefined ? '.' : `./${command.replace(/\/$/, '')}`,
      port: isServer ? (match(code, /"[^"\s]*:(\d{2,5})"/) ?? '8080') : undefined,
    };
  },
  defaults: field => ({
    version: field(1, GO_VERSION),
    manifests: ['go.mod', 'go.sum'],
    main: field(2, '.'),
    port: field(3, '8080'),
  }),
  dockerfile: ({ version, manifests, main, port }) =>
    joinBlocks(
      [SYNTAX],
      [
        '# Compiles on the machine as it is for whatever platform is asked for: no emulation.',
        `FROM --platform=$BUILDPLATFORM golang:${version}-bookworm AS build`,
        'WORKDIR /src',
        '# Modules change less often than code: on their own they stay cached.',
        `COPY ${manifests.join(' ')} ./`,
        run(cacheMount('/go/pkg/mod'), 'go mod download'),
        'COPY . .',
        'ARG TARGETOS',
        'ARG TARGETARCH',
        '# Without cgo the binary needs nothing beside it.',
        run(
          cacheMount('/go/pkg/mod'),
          cacheMount('/root/.cache/go-build'),
          'CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \\\n    go build -trimpath -ldflags="-s -w" -o /out/app ' +
            main,
        ),
      ],
      [
        '# Certificates, time zones and a user without rights, but no shell: little to break into.',
        'FROM gcr.io/distroless/static-debian12:nonroot AS final',
        'COPY --from=build /out/app /app',
        'USER nonroot:nonroot',
        ...(port === undefined ? [] : [`EXPOSE ${port}`]),
        execForm('ENTRYPOINT', ['/app']),
      ],
    ),
  ignore: () => [{ comment: 'Built anew in the image.', patterns: ['bin', 'dist', '**/*.test', '**/*.out'] }],
};

const SERVERS =
  /gin-gonic\/gin|labstack\/echo|go-chi\/chi|gofiber\/fiber|gorilla\/mux|google\.golang\.org\/grpc/;

/** The directive names the least that is needed; newer ones compile it as well. */
function versionOf(modules: string): string {
  const wanted = match(modules, /^go (1\.\d+)/m);
  return wanted !== undefined && Number(wanted.slice(2)) > Number(GO_VERSION.slice(2)) ? wanted : GO_VERSION;
}
