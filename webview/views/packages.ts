import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PackageDatabase, PackageRow } from '../../protocol/browse.ts';
import type { InspectedImage } from '../../protocol/inspector.ts';
import type { Controller } from '../controller.ts';
import type { Formats } from '../format.ts';
import type { RowParts } from '../list/listElement.ts';
import { fixedList, type PagedList } from '../list/pagedList.ts';
import { emptyView, failureView, icon } from './parts.ts';
import { searchField } from './searchField.ts';

/** What the image's own package databases say is installed. */
export function packagesView(
  image: InspectedImage,
  controller: Controller,
  format: Formats,
  version: number,
): TemplateResult {
  const { packages: asked, packageFilter, packageOrder } = controller.state;
  if (!asked || asked.kind === 'loading')
    return html`<div class="message" aria-busy="true">
      <p role="status">${l10n.t('Reading the package databases…')}</p>
      <div class="buttons">
        <vscode-button secondary @click=${() => controller.stopAsking()}>${l10n.t('Cancel')}</vscode-button>
      </div>
    </div>`;
  if (asked.kind === 'failed') {
    return failureView(
      asked.words,
      html`<vscode-button @click=${() => controller.retry()}>${l10n.t('Try Again')}</vscode-button>`,
    );
  }
  const { system, databases } = asked.value;
  if (databases.length === 0) {
    return emptyView(
      l10n.t('No package database'),
      l10n.t(
        'The image has no database of dpkg, apk or rpm: it was built from files alone, or the database was removed. Packages of languages are not looked for.',
      ),
    );
  }
  const list = listOf(databases, packageFilter, packageOrder);
  return html`<div class="view">
    <div class="filter">
      ${icon('search', 'quiet')}
      ${searchField({
        label: l10n.t('Filter packages'),
        placeholder: l10n.t('Name, version or license'),
        text: packageFilter,
        changed: text => controller.setPackages({ packageFilter: text }),
      })}
      <button
        class="link-button"
        aria-pressed=${packageOrder === 'size'}
        @click=${() => controller.setPackages({ packageOrder: packageOrder === 'size' ? 'name' : 'size' })}
      >
        ${packageOrder === 'size' ? l10n.t('Largest first') : l10n.t('By name')}
      </button>
      <span class="quiet" role="status">${l10n.t('Packages: {0}', format.count(list.total ?? 0))}</span>
      <span class="spacer"></span>
      ${system ? html`<span>${system}</span>` : nothing}
    </div>
    ${databases.map(({ problem, path }) =>
      problem === undefined
        ? nothing
        : html`<p class="warning">
            ${icon('warning')} ${l10n.t('The database {0} could not be read: {1}', `/${path}`, problem)}
          </p>`,
    )}
    <strata-list
      id="packages"
      .list=${list}
      .version=${version}
      .label=${l10n.t('Packages')}
      .heading=${html`<span>${l10n.t('Name')}</span><span>${l10n.t('Version')}</span><span class="size">${l10n.t('Installed')}</span><span>${l10n.t('Layer')}</span><span>${l10n.t('Built from')}</span>`}
      .describe=${(row: PackageRow) => describe(row, image, controller, format)}
    ></strata-list>
  </div>`;
}

let last:
  | {
      readonly databases: readonly PackageDatabase[];
      readonly key: string;
      readonly list: PagedList<PackageRow>;
    }
  | undefined;

/** The same list for the same question: a new one would scroll back to its start. */
function listOf(databases: readonly PackageDatabase[], text: string, order: string): PagedList<PackageRow> {
  const key = `${order} ${text}`;
  if (last?.databases === databases && last.key === key) return last.list;
  const wanted = text.trim().toLowerCase();
  const rows = databases
    .flatMap(({ packages }) => packages)
    .filter(({ name, version, license, source }) =>
      `${name} ${version} ${source} ${license}`.toLowerCase().includes(wanted),
    )
    .sort((a, b) =>
      order === 'size' ? (b.size ?? 0) - (a.size ?? 0) : a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
  last = { databases, key, list: fixedList(rows) };
  return last.list;
}

function describe(row: PackageRow, image: InspectedImage, controller: Controller, format: Formats): RowParts {
  const size = row.size === undefined ? '' : format.bytes(row.size);
  const layer = l10n.t('layer {0}', row.layer + 1);
  return {
    label: [row.name, row.version, size, layer].filter(part => part !== '').join(', '),
    title: [
      `${row.name} ${row.version} ${row.architecture}`,
      row.license,
      image.layers[row.layer]?.createdBy ?? '',
    ]
      .filter(part => part.trim() !== '')
      .join('\n'),
    cells: html`<span class="path">${row.name}</span>
      <span class="path">${row.version}</span>
      <span class="size">${size}</span>
      <span
        ><button class="link-button" tabindex="-1" @click=${() => controller.chooseLayer(row.layer)}>${row.layer + 1}</button></span
      >
      <span class="quiet path">${row.source}</span>`,
  };
}
