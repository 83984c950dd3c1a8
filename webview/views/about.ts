import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Statement } from '../../protocol/browse.ts';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import { shortDigest } from '../format.ts';
import { failureView, icon } from './parts.ts';

/** Facts of one statement shown before the rest is said to be more. */
const FACTS = 40;

/** What the image is set to do, its labels, its platforms, and what its builder attests. */
export function aboutView(image: InspectedImage, controller: Controller): TemplateResult {
  const { config } = controller.state.documents;
  if (!config || config.kind === 'loading')
    return html`<div class="message quiet" role="status">${l10n.t('Reading…')}</div>`;
  if (config.kind === 'failed') return failureView(config.words);
  const settings = readSettings(config.value);
  return html`<div class="about-view" tabindex="0">
    ${section(
      l10n.t('What it runs'),
      table([
        ['ENTRYPOINT', command(settings.Entrypoint)],
        ['CMD', command(settings.Cmd)],
        ['USER', text(settings.User) || l10n.t('root, as none is set')],
        ['WORKDIR', text(settings.WorkingDir)],
        ['EXPOSE', keys(settings.ExposedPorts).join(', ')],
        ['VOLUME', keys(settings.Volumes).join(', ')],
        ['STOPSIGNAL', text(settings.StopSignal)],
        ['HEALTHCHECK', command(record(settings.Healthcheck).Test)],
        ['SHELL', command(settings.Shell)],
        ['ONBUILD', texts(settings.OnBuild).join('\n')],
      ]),
    )}
    ${section(l10n.t('Environment'), table(texts(settings.Env).map(splitEnv)))}
    ${section(
      l10n.t('Labels'),
      table(Object.entries(record(settings.Labels)).map(([name, value]) => [name, text(value)] as const)),
      l10n.t('The image has no labels.'),
    )}
    ${platforms(image, controller)} ${attestations(image, controller)}
  </div>`;
}

function section(
  title: string,
  content: TemplateResult | undefined,
  none = '',
): TemplateResult | typeof nothing {
  if (!content && none === '') return nothing;
  return html`<section>
    <h2>${title}</h2>
    ${content ?? html`<p class="quiet">${none}</p>`}
  </section>`;
}

function table(rows: readonly (readonly [string, string])[]): TemplateResult | undefined {
  const filled = rows.filter(([, value]) => value !== '');
  if (filled.length === 0) return undefined;
  return html`<table class="pairs">
    <tbody>
      ${filled.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
    </tbody>
  </table>`;
}

function platforms(image: InspectedImage, controller: Controller): TemplateResult | typeof nothing {
  const { platforms = [] } = image;
  if (platforms.length < 2) return nothing;
  return section(
    l10n.t('Platforms'),
    html`<table class="pairs">
      <tbody>
        ${platforms.map(({ platform, digest = '', available }) => {
          const shown = platform === image.platform;
          return html`<tr>
            <th scope="row">${platform}</th>
            <td>
              <code title=${digest}>${shortDigest(digest)}</code>
              ${
                shown
                  ? html`<span class="quiet">${l10n.t('shown here')}</span>`
                  : available
                    ? html`<button class="link-button" @click=${() => controller.choosePlatform(platform)}>${l10n.t('Show')}</button>`
                    : html`<span class="quiet">${l10n.t('its bytes are not here')}</span>`
              }
            </td>
          </tr>`;
        })}
      </tbody>
    </table>`,
  ) as TemplateResult;
}

function attestations(image: InspectedImage, controller: Controller): TemplateResult | typeof nothing {
  const { statements } = controller.state;
  const told = image.attestations ?? [];
  if (statements?.kind === 'failed') return failureView(statements.words);
  const read = statements?.kind === 'ready' ? statements.value : [];
  if (read.length === 0) {
    return section(
      l10n.t('Provenance and SBOM'),
      undefined,
      told.length > 0
        ? l10n.t('The index names attestations, but they are not about this platform, or not here.')
        : l10n.t(
            'The image carries no attestations. BuildKit adds them with --provenance and --sbom; engines without the containerd image store do not keep them.',
          ),
    );
  }
  return html`${read.map((statement, index) => statementView(statement, index, controller))}`;
}

function statementView(
  { predicateType, facts, problem }: Statement,
  index: number,
  controller: Controller,
): TemplateResult {
  const title = predicateType.includes('spdx')
    ? l10n.t('SBOM')
    : predicateType.includes('provenance')
      ? l10n.t('Provenance')
      : l10n.t('Attestation');
  return html`<section>
    <h2>
      ${title} <span class="quiet">${predicateType}</span>
      ${
        problem === undefined
          ? html`<button class="link-button" @click=${() => controller.openStatement(index)}>
              ${icon('go-to-file')} ${l10n.t('Open in Editor')}
            </button>`
          : nothing
      }
    </h2>
    ${
      problem === undefined
        ? (table(facts.slice(0, FACTS).map(({ name, value }) => [name, value] as const)) ?? nothing)
        : html`<p class="warning">${icon('warning')} ${l10n.t('It could not be read: {0}', problem)}</p>`
    }
    ${facts.length > FACTS ? html`<p class="quiet">${l10n.t('… and {0} more', facts.length - FACTS)}</p>` : nothing}
  </section>`;
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The part of an image's configuration that containers go by. */
function readSettings(config: string): Fields {
  try {
    return record(record(JSON.parse(config)).config);
  } catch {
    return {};
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(text) : []);
const keys = (value: unknown): readonly string[] => Object.keys(record(value));
const command = (value: unknown): string => (texts(value).length > 0 ? JSON.stringify(value) : '');

function splitEnv(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}
