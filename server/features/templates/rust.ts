import { has, match, type Project, textOf } from './project.ts';
import { cacheMount, execForm, joinBlocks, run, SYNTAX, type Template } from './template.ts';

interface Facts {
  readonly version: string;
  readonly program: string;
  readonly manifests: readonly string[];
  /** Its parts lie in places of their own: dependencies cannot be told apart from code. */
  readonly isWorkspace: boolean;
  /** Where it listens, undefined for what is no server. */
  readonly port: string | undefined;
}

const RUST_VERSION = '1.90';

export const rustTemplate: Template<Facts> = {
  id: 'rust',
  name: 'Rust',
  detect(project: Project) {
    if (!has(project, 'Cargo.toml')) return undefined;
    const manifest = textOf(project, 'Cargo.toml');
    const binary = /^\[\[bin\]\]\s*\n(?:(?!\[).*\n)*?name\s*=\s*"([\w-]+)"/m.exec(manifest)?.[1];
    return {
      version: versionOf(manifest),
      program: binary ?? match(manifest, /^name\s*=\s*"([\w-]+)"/m) ?? 'app',
      manifests: ['Cargo.toml', 'Cargo.lock'].filter(name => has(project, name)),
      isWorkspace: /^\[workspace\]/m.test(manifest) || /\bpath\s*=/.test(manifest),
      port: /^(?:axum|actix-web|rocket|warp|hyper|poem|tonic|salvo)\b/m.test(manifest) ? '8080' : undefined,
    };
  },
  defaults: field => ({
    version: field(1, RUST_VERSION),
    program: field(2, 'app'),
    manifests: ['Cargo.toml', 'Cargo.lock'],
    isWorkspace: false,
    port: field(3, '8080'),
  }),
  dockerfile({ version, program, manifests, isWorkspace, port }) {
    const registry = cacheMount('/usr/local/cargo/registry');
    const locked = manifests.includes('Cargo.lock') ? ' --locked' : '';
    return joinBlocks(
      [SYNTAX],
      [
        `FROM rust:${version}-slim-bookworm AS build`,
        'WORKDIR /src',
        ...(isWorkspace
          ? []
          : [
              '# Crates change less often than code: fetched on their own they stay cached.',
              `COPY ${manifests.join(' ')} ./`,
              run(registry, `mkdir src && touch src/main.rs && cargo fetch${locked} && rm -r src`),
            ]),
        'COPY . .',
        '# What is compiled stays in the cache mount; only the program is taken out.',
        run(
          registry,
          cacheMount('/src/target'),
          `cargo build --release${locked} && cp target/release/${program} /usr/local/bin/app`,
        ),
      ],
      [
        '# The C library and a user without rights, but no shell: little to break into.',
        'FROM gcr.io/distroless/cc-debian12:nonroot AS final',
        'COPY --from=build /usr/local/bin/app /app',
        'USER nonroot:nonroot',
        ...(port === undefined ? [] : [`EXPOSE ${port}`]),
        execForm('ENTRYPOINT', ['/app']),
      ],
    );
  },
  ignore: () => [{ comment: 'Built anew in the image.', patterns: ['target'] }],
};

function versionOf(manifest: string): string {
  const wanted = match(manifest, /^rust-version\s*=\s*"(1\.\d+)/m);
  return wanted !== undefined && Number(wanted.slice(2)) > Number(RUST_VERSION.slice(2))
    ? wanted
    : RUST_VERSION;
}
