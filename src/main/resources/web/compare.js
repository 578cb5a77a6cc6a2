/** Every text with every picture: a table of similarities in colour. */

import { get, part, post } from './api.js';
import { css, inkOn, viridis } from './colours.js';
import { data, field, fill, h, icon } from './dom.js';
import { cosine, counted } from './format.js';
import { describe, empty, failure, loading, thumbnail } from './parts.js';
import { pictureField, preview } from './picture.js';
import { note } from './route.js';

const OFFERED = 24;
const LATEST = 8;

export function compareView(panel) {
  /** Files, and pictures of the stream: {file} or {image}. */
  let pictures = [];
  let asking;
  let fitting = false;

  const texts = h('textarea', { rows: '6', placeholder: 'a windmill\na moose in a meadow', spellcheck: 'false' });
  const chosen = h('ul', { class: 'chosen' });
  const offer = h('div', { class: 'offer' });
  const held = h('details', { class: 'filters', ontoggle: () => held.open && offerHeld() }, h('summary', {}, icon('picture'), 'From the stream'), offer);
  const result = h('div', { class: 'result' });
  const form = h(
    'form',
    { class: 'two', onsubmit: (event) => (event.preventDefault(), compare()) },
    field('Texts, one a line', texts),
    h('div', { class: 'field' }, h('span', { class: 'label' }, 'Pictures'), pictureField({ words: 'Drop, paste or choose pictures', multiple: true, onpictures: addFiles }), chosen, held),
    h(
      'div',
      { class: 'actions' },
      h('button', { class: 'primary', type: 'submit' }, 'Compare'),
      h('button', { type: 'button', onclick: latest }, 'Latest pictures with their captions'),
      h('button', { class: 'plain', type: 'button', onclick: clear }, 'Clear'),
    ),
  );
  fill(
    panel,
    h('div', { class: 'head' }, h('div', {}, h('h2', {}, 'Compare'), h('p', { class: 'lead' }, 'How well each text fits each picture. With texts only, or pictures only, they are compared with one another.'))),
    form,
    result,
  );
  fill(result, invitation());

  function invitation() {
    return empty('compare', 'Nothing compared yet', h('p', {}, 'Write texts, add pictures, and see at a glance what belongs together.'), h('button', { type: 'button', onclick: latest }, 'Take the latest pictures with their captions'));
  }

  const lines = () => texts.value.split('\n').map((line) => line.trim()).filter(Boolean);

  function addFiles(files) {
    pictures.push(...files.map((file) => ({ file })));
    showChosen();
  }

  function showChosen() {
    fill(
      chosen,
      pictures.map((picture, index) => {
        const name = nameOf(picture);
        return h(
          'li',
          {},
          shown(picture, name, 'small'),
          h('button', { type: 'button', class: 'square', 'aria-label': `Take away ${name}`, onclick: () => takeAway(index) }, icon('close')),
        );
      }),
    );
  }

  function takeAway(index) {
    pictures.splice(index, 1);
    showChosen();
    (chosen.children[Math.min(index, pictures.length - 1)]?.querySelector('button') ?? texts).focus();
  }

  async function offerHeld() {
    fill(offer, loading());
    try {
      const { images } = await get('images', { limit: OFFERED });
      fill(
        offer,
        images.length === 0 && h('p', { class: 'hint' }, 'The stream holds no pictures yet.'),
        images.map((image) =>
          h('button', { type: 'button', class: 'picture-button', 'aria-label': `Add ${image.imageId}`, title: image.imageId, onclick: () => (pictures.push({ image }), showChosen()) }, thumbnail(image.thumbnail, '', 'small')),
        ),
      );
    } catch (error) {
      fill(offer, failure(error, offerHeld));
    }
  }

  /** Pictures with a caption each that fits: what belongs together lies on the diagonal. */
  async function latest() {
    fill(result, loading('Asking for pictures and captions'));
    try {
      const { images } = await get('images', { limit: OFFERED });
      const pairs = [];
      for (const image of images) {
        const { captions } = await get(`images/${part(image.imageId)}/captions`);
        const caption = captions.find(({ match }) => match?.verdict === 'MATCH');
        if (caption) {
          pairs.push({ image, text: caption.text });
        }
        if (pairs.length === LATEST) {
          break;
        }
      }
      if (pairs.length === 0) {
        fill(result, empty('picture', 'No pictures with captions yet', h('p', {}, 'The stream holds no picture with a caption that fits it.')));
        return;
      }
      pictures = pairs.map(({ image }) => ({ image }));
      texts.value = pairs.map(({ text }) => text.replaceAll(/\s+/g, ' ')).join('\n');
      showChosen();
      compare();
    } catch (error) {
      fill(result, failure(error, latest));
    }
  }

  function clear() {
    pictures = [];
    texts.value = '';
    showChosen();
    note('compare');
    fill(result, invitation());
    texts.focus();
  }

  async function compare() {
    const said = lines();
    if (said.length + pictures.length < 2) {
      fill(result, h('p', { class: 'problem', role: 'alert' }, 'Two things at least are needed: write a text, add a picture.'));
      return;
    }
    asking?.abort();
    const { signal } = (asking = new AbortController());
    const form = new FormData();
    said.forEach((text) => form.append('text', text));
    // The answer names files in their order, and pictures of the stream after them.
    const files = pictures.filter(({ file }) => file);
    const images = pictures.filter(({ image }) => image);
    files.forEach(({ file }) => form.append('image', file, file.name));
    images.forEach(({ image }) => form.append('imageId', image.imageId));
    note('compare', { text: said, imageId: images.map(({ image }) => image.imageId) });
    fill(result, loading('Comparing'));
    try {
      const answer = await post('similarity', form, { signal });
      fill(result, ...table(answer, [...files, ...images]));
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(result, failure(error, compare));
      }
    }
  }

  async function restore(said, ids) {
    texts.value = said.join('\n');
    fill(result, loading());
    try {
      pictures = await Promise.all(ids.map(async (id) => ({ image: await get(`images/${part(id)}`) })));
      showChosen();
      compare();
    } catch (error) {
      fill(result, failure(error, () => restore(said, ids)));
    }
  }

  return {
    paste: addFiles,
    show(parameters) {
      const [said, ids] = [parameters.getAll('text'), parameters.getAll('imageId')];
      if (!fitting && said.length + ids.length > 1 && texts.value === '' && pictures.length === 0) {
        restore(said, ids);
      } else if (ids.length === 1 && said.length === 0) {
        restore(lines(), ids);
      }
      fitting = true;
    },
  };
}

const nameOf = ({ file, image }) => file?.name ?? image.imageId;

function shown({ file, image }, alternative, size) {
  return file ? h('span', { class: `thumb ${size}` }, preview(file, alternative)) : thumbnail(image.thumbnail, alternative, size);
}

/** The table, what it says in words, its scale, and the way to take it along. */
function table({ rows, columns, values, metric }, pictures) {
  const all = values.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const share = (value) => (most > least ? (value - least) / (most - least) : 1);
  const square = rows.length === columns.length;
  const told = h('p', { class: 'told', 'aria-live': 'polite' }, 'Point at a cell, or walk through them with the arrow keys.');

  const nameAt = (side, index) => (side[index].type === 'text' ? `“${side[index].text}”` : side[index].name ?? side[index].imageId);
  const head = (side, index) => {
    const item = side[index];
    if (item.type === 'text') {
      return data(item.text, 'span', { class: 'words' });
    }
    const picture = pictures[index];
    const name = nameAt(side, index);
    return picture ? [shown(picture, describe(name), 'small'), data(name.split('/').at(-1), 'span', { class: 'clip', title: name })] : data(name);
  };
  const place = (value, others) => others.filter((other) => other > value).length + 1;

  function tell(row, column) {
    const value = values[row][column];
    const inRow = place(value, values[row]);
    const inColumn = place(value, values.map((line) => line[column]));
    const best = (rank, of) => (rank === 1 ? `best of its ${of}` : `number ${rank} of its ${of}`);
    fill(told, data(nameAt(rows, row)), ' and ', data(nameAt(columns, column)), ': ', h('strong', {}, cosine(value)), `, ${best(inRow, 'row')}, ${best(inColumn, 'column')}`);
  }

  function cell(value, row, column) {
    const colour = viridis(share(value));
    return h(
      'td',
      {
        class: square && row === column ? 'own' : '',
        tabindex: row === 0 && column === 0 ? '0' : '-1',
        'data-row': row,
        'data-column': column,
        vars: { '--cell': css(colour), '--ink': inkOn(colour) },
        onfocus: () => tell(row, column),
        onpointerenter: () => tell(row, column),
      },
      value.toFixed(2),
      square && row === column && h('span', { class: 'unseen' }, ' (same place in both lists)'),
    );
  }

  const element = h(
    'table',
    { class: 'heat', onkeydown: walk },
    h('caption', { class: 'unseen' }, `Similarity (${metric}) of ${rows.length} rows and ${columns.length} columns`),
    h('thead', {}, h('tr', {}, h('td', { class: 'corner' }), columns.map((_, index) => h('th', { scope: 'col' }, head(columns, index))))),
    h('tbody', {}, values.map((line, row) => h('tr', {}, h('th', { scope: 'row' }, head(rows, row)), line.map((value, column) => cell(value, row, column))))),
  );
  return [
    h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Table of similarities' }, element),
    told,
    h(
      'div',
      { class: 'tools' },
      h('div', { class: 'scale' }, h('span', {}, least.toFixed(2)), h('span', { class: 'viridis', 'aria-hidden': 'true' }), h('span', {}, most.toFixed(2)), h('span', { class: 'hint' }, metric === 'dot' ? 'dot product' : 'cosine')),
      square && h('p', { class: 'hint legend' }, h('span', { class: 'own-sign', 'aria-hidden': 'true' }), 'framed: the same place in both lists'),
      h('button', { type: 'button', onclick: () => save(rows, columns, values) }, icon('download'), 'CSV'),
      h('span', { class: 'hint' }, counted(all.length, 'pair')),
    ),
  ];
}

/** One stop for the tab key, arrow keys within. */
function walk(event) {
  const from = event.target.closest('td[data-row]');
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
  if (!from || !step) {
    return;
  }
  const [row, column] = [Number(from.dataset.row) + step[0], Number(from.dataset.column) + step[1]];
  const to = event.currentTarget.querySelector(`td[data-row="${row}"][data-column="${column}"]`);
  if (to) {
    event.preventDefault();
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
}

function save(rows, columns, values) {
  const name = ({ type, text, name: file, imageId }) => (type === 'text' ? text : (file ?? imageId));
  const lines = [['', ...columns.map(name)], ...values.map((line, row) => [name(rows[row]), ...line])];
  const csv = lines.map((line) => line.map(quoted).join(',')).join('\r\n');
  const address = URL.createObjectURL(new Blob([`\ufeff${csv}\r\n`], { type: 'text/csv;charset=utf-8' }));
  h('a', { href: address, download: 'similarity.csv' }).click();
  URL.revokeObjectURL(address);
}

/** A text that a spreadsheet would take for a formula is kept a text. */
function quoted(value) {
  if (typeof value === 'number') {
    return String(value);
  }
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
