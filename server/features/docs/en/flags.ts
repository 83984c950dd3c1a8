import type { Text } from '../facts.ts';

const boolean = '`false`; the flag alone means `true`.';

const chown: Text = {
  summary: 'Sets the user and group that own the copied files.',
  details:
    'Names are looked up in `/etc/passwd` and `/etc/group` of the stage; numbers work without them, and are needed with `--link`. A user without a group gets the group of the same number. Better than a `RUN chown` afterwards, which stores every file a second time. Not for Windows containers.',
  default: '`0:0` (root).',
};

const chmod: Text = {
  summary: 'Sets the permissions of the copied files.',
  details:
    'Octal (`755`), or by letters as chmod takes them (`u=rwX,go=rX`, since frontend 1.14). It holds for files and folders alike; only the letter `X` makes a difference: executable for folders, and for files that already are. Not for Windows containers.',
  default: 'The permissions of the source.',
};

const link: Text = {
  summary: 'Copies into a layer of its own that does not depend on the layers below.',
  details:
    'When the base image or an earlier line changes, this layer is reused and not copied again. In exchange, the copy cannot follow symbolic links that the lower layers have at the destination, and `--chown` needs numbers.',
  default: boolean,
};

const exclude: Text = {
  summary: 'Leaves out the files that match a pattern.',
  details:
    'Patterns are those of the sources, relative to the source; `**` crosses folders. May be given several times.',
};

/** By instruction and flag: `COPY --from`. */
export const flags: Readonly<Record<string, Text>> = {
  'FROM --platform': {
    summary: 'Chooses the platform of the base image, where the image has several.',
    details:
      '`$BUILDPLATFORM` is the machine that builds: use it in stages that cross-compile, so that they run without emulation, and give the result the target platform with `TARGETOS` and `TARGETARCH`. A fixed platform makes the stage the same on every machine.',
    default: 'The platform the build is for (`docker build --platform`), else that of the engine.',
  },
  'RUN --mount': {
    summary: 'Makes files available to this command only, without putting them into the image.',
    details:
      'Types: `bind` (files of the context or of a stage), `cache` (a folder kept between builds), `tmpfs` (memory), `secret` (a password or key), `ssh` (the SSH agent). May be given several times.',
    default: '`type=bind`.',
  },
  'RUN --network': {
    summary: 'Chooses the network for this command.',
    details:
      '`none` shows that a step needs no network, and keeps it repeatable. `host` is the network of the machine; the builder and the build must both allow `network.host`.',
    default: '`default`: the network of the build.',
  },
  'RUN --security': {
    summary: 'Runs this command without the sandbox when set to `insecure`, like `docker run --privileged`.',
    details: 'The builder and the build must both allow `security.insecure`.',
    default: '`sandbox`.',
  },
  'RUN --device': {
    summary: 'Gives this command a device, such as a GPU, that the builder knows by its CDI name.',
    details:
      'A kind (`vendor.com/device`), one device (`vendor.com/device=name`), all of them (`=*`) or a class. With `,required` the build fails when it is missing. The build must allow it: `--allow device`. Needs BuildKit 0.20.',
  },
  'COPY --from': {
    summary: 'Copies from a stage, another image or a named context instead of the build context.',
    details:
      'A stage by its name or its number, counted from 0; only stages above this one. Anything else is a context given with `--build-context`, or an image that is pulled. Source paths start at the root of that file system. Variables are not replaced here.',
    default: 'The build context.',
  },
  'COPY --chown': chown,
  'COPY --chmod': chmod,
  'COPY --link': link,
  'COPY --parents': {
    summary: 'Keeps the folders of each source path at the destination.',
    details:
      '`COPY --parents a/b/c.txt /x/` makes `/x/a/b/c.txt`. A `./` inside the source path says from where on folders are kept: `a/./b/c.txt` makes `/x/b/c.txt`.',
    default: boolean,
  },
  'COPY --exclude': exclude,
  'ADD --checksum': {
    summary: 'Fails the build when what is downloaded is not exactly what was expected.',
    details:
      'For a URL the SHA-256 digest of the content, `sha256:…`. For a Git repository the commit, or the beginning of its name.',
  },
  'ADD --chown': chown,
  'ADD --chmod': chmod,
  'ADD --link': link,
  'ADD --keep-git-dir': {
    summary: 'Keeps the `.git` folder of a Git repository that is added.',
    default: boolean,
  },
  'ADD --unpack': {
    summary: 'Says whether tar archives are unpacked, also downloaded ones.',
    details:
      'With `true` a downloaded archive is unpacked, with `false` a local one is kept as it is. Plain tar, gzip, bzip2, xz and zstd are known.',
    default: 'Local archives are unpacked, downloaded ones are not.',
  },
  'ADD --exclude': exclude,
  'HEALTHCHECK --interval': {
    summary: 'Time between two checks; the first one runs this long after the start.',
    details: 'A number with a unit: `ms`, `s`, `m`, `h`, also together (`1m30s`).',
    default: '`30s`.',
  },
  'HEALTHCHECK --timeout': {
    summary: 'Time after which a check that has not ended counts as failed.',
    default: '`30s`.',
  },
  'HEALTHCHECK --start-period': {
    summary: 'Time the program has to get ready: failures within it do not count.',
    details: 'The first success ends it early.',
    default: '`0s`.',
  },
  'HEALTHCHECK --start-interval': {
    summary: 'Time between two checks during the start period.',
    default: '`5s`.',
  },
  'HEALTHCHECK --retries': {
    summary: 'How many checks in a row must fail before the container is unhealthy.',
    default: '`3`.',
  },
};
