/** Search in four directions: by words, by a picture of one's own, by what the stream holds. */

import { get, post } from './api.js';
import { showImage } from './details.js';
import { choice, data, field, fill, freshId, h, icon } from './dom.js';
import { cosine, counted, whole } from './format.js';
import { announce } from './notices.js';
import { bestLabels, command, describe, empty, failure, loading, thumbnail, verdict } from './parts.js';
import { pictureField, preview } from './picture.js';
import { go, note } from './route.js';

const PAGE = 24;
const TYPING_MS = 300;
const TARGETS = [
  ['images', 'Pictures'],
  ['captions', 'Captions'],
];
const EXAMPLES = ['an animal', 'a tool', 'food on a plate', 'something that makes electricity'];

export function searchView(panel) {
  /** What is looked for, besides the words: a file, or something that the stream holds. */
  let like = {};
  let asking;
  let typing;

  const words = h('input', { type: 'search', name: 'text', placeholder: 'Describe what you are looking for', 'aria-label': 'Search for', autocomplete: 'off', enterkeyhint: 'search' });
  const likeness = h('div', { class: 'likeness', hidden: true });
  const target = choice('target', 'What is searched', TARGETS, apply);
  const label = h('input', { type: 'text', list: freshId('labels'), placeholder: 'any' });
  const suggestions = h('datalist', { id: label.getAttribute('list') });
  const attribute = h('input', { type: 'text', placeholder: 'name=value', pattern: '[^=]+=.*' });
  const least = h('input', { type: 'number', min: '-1', max: '1', step: '0.001', placeholder: 'none' });
  const filters = h(
    'details',
    { class: 'filters' },
    h('summary', {}, icon('filter'), 'Filters'),
    h(
      'div',
      { class: 'fields' },
      field('Label', label, 'A label, or set:label'),
      suggestions,
      field('Attribute', attribute, 'As it was sent with the record'),
      field('Least similarity', least, 'Cosine, -1 to 1'),
    ),
  );
  const summary = h('p', { class: 'summary', 'aria-live': 'polite' });
  const results = h('div', {});
  const foot = h('div', { class: 'more' });
  const form = h(
    'form',
    { class: 'search-form', role: 'search', onsubmit: (event) => (event.preventDefault(), apply()) },
    h('div', { class: 'search-line' }, h('div', { class: 'search-box' }, icon('search'), words), pictureField({ words: 'Picture', compact: true, onpictures: byPicture }), h('button', { class: 'primary', type: 'submit' }, 'Search')),
    likeness,
    h('div', { class: 'tools' }, target.element, filters),
  );
  fill(
    panel,
    h('div', { class: 'head' }, h('div', {}, h('h2', {}, 'Search'), h('p', { class: 'lead' }, 'By words, or by a picture: type, or drop, paste or choose one.'))),
    form,
    summary,
    results,
    foot,
  );
  panel.addEventListener('dragover', (event) => event.preventDefault());
  panel.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file && !event.target.closest('.drop')) {
      byPicture([file]);
    }
  });
  words.addEventListener('input', () => {
    like = {};
    clearTimeout(typing);
    typing = setTimeout(apply, TYPING_MS);
  });
  for (const input of [label, attribute, least]) {
    input.addEventListener('change', apply);
  }

  function byPicture([file]) {
    words.value = '';
    like = { file };
    apply();
  }

  function filter() {
    return {
      target: target.value,
      label: label.value.trim(),
      attribute: attribute.value.trim(),
      minSimilarity: least.value,
    };
  }

  /** Searches for what the form says, and writes it into the address. */
  function apply() {
    clearTimeout(typing);
    if (!form.reportValidity()) {
      return;
    }
    const { imageId, captionId } = like;
    note('search', { text: words.value.trim(), imageId, captionId, ...filter() });
    search(0);
  }

  async function search(offset) {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    showLikeness();
    if (!words.value.trim() && Object.keys(like).length === 0) {
      fill(summary);
      fill(foot);
      fill(results, invitation());
      return;
    }
    fill(foot, loading('Searching'));
    try {
      const answer = await ask({ ...filter(), k: PAGE, offset }, signal);
      show(answer, offset);
    } catch (error) {
      if (error.name !== 'AbortError') {
        if (offset === 0) {
          fill(results);
          fill(summary);
        }
        fill(foot, failure(error, () => search(offset)));
      }
    }
  }

  function ask(query, signal) {
    const { file, imageId, captionId } = like;
    return file
      ? post('search', file, { query, signal })
      : get('search', { text: words.value.trim(), imageId, captionId, ...query }, signal);
  }

  function show({ hits, total, took, target: found }, offset) {
    const images = found === 'images';
    const elements = hits.map((hit) => (images ? imageHit(hit, similar) : captionHit(hit, similar)));
    if (offset === 0) {
      fill(results, hits.length > 0 ? h('ul', { class: images ? 'hits' : 'caption-hits' }, elements) : nothingFound());
    } else {
      results.firstChild.append(...elements);
      elements[0]?.querySelector('button, a')?.focus();
    }
    const searched = counted(total, images ? 'picture' : 'caption');
    summary.textContent = hits.length > 0 || offset > 0 ? `Best first, of ${searched}${took === undefined ? '' : ` · ${whole(took)} ms`}` : '';
    fill(foot, hits.length === PAGE && h('button', { type: 'button', onclick: () => search(offset + PAGE) }, 'Show more'));
    if (hits.length === 0 && offset === 0) {
      announce('Nothing found');
    }
  }

  const similar = (what) => go('search', { ...what, target: target.value });

  function showLikeness() {
    const { file, imageId, captionId } = like;
    likeness.hidden = Object.keys(like).length === 0;
    if (likeness.hidden) {
      return;
    }
    const what = file ? h('span', { class: 'thumb small' }, preview(file, '')) : imageId ? thumbnail(`/api/v1/images/${encodeURIComponent(imageId)}/thumbnail`, '', 'small') : icon('similar');
    fill(
      likeness,
      what,
      h('p', {}, file ? 'Like the picture ' : imageId ? 'Like the picture ' : 'Like the caption ', data(file?.name ?? imageId ?? captionId, 'strong')),
      h('button', { type: 'button', class: 'plain square', 'aria-label': 'Search for words instead', onclick: () => ((like = {}), apply(), words.focus()) }, icon('close')),
    );
  }

  function invitation() {
    const example = (text) =>
      h('button', { type: 'button', class: 'chip', onclick: () => ((words.value = text), (like = {}), apply()) }, text);
    return empty('search', 'What are you looking for?', h('p', {}, 'Words find pictures and captions by what they mean, not by their spelling. Try:'), h('div', { class: 'chips' }, EXAMPLES.map(example)));
  }

  function nothingFound() {
    const { label: byLabel, attribute: byAttribute, minSimilarity } = filter();
    return byLabel || byAttribute || minSimilarity
      ? empty('filter', 'Nothing passes the filters', h('p', {}, 'Something may be there: loosen the filters.'), h('button', { type: 'button', onclick: loosen }, 'Clear the filters'))
      : empty('picture', 'Nothing to search yet', h('p', {}, 'What the stream has enriched can be found a second later. To send pictures:'), command('./clip-streams produce images my-pictures/ --captions captions.csv'));
  }

  function loosen() {
    label.value = attribute.value = least.value = '';
    apply();
  }

  async function suggest() {
    try {
      const { labelSets } = await get('label-sets');
      fill(suggestions, labelSets.flatMap((set) => set.labels.map((name) => h('option', { value: `${set.name}:${name}` }))));
    } catch {
      // Suggestions are a convenience; what is typed works without them.
      fill(suggestions);
    }
  }

  return {
    paste: byPicture,
    show(parameters) {
      words.value = parameters.get('text') ?? '';
      const [imageId, captionId] = [parameters.get('imageId'), parameters.get('captionId')];
      like = imageId ? { imageId } : captionId ? { captionId } : words.value ? {} : like.file ? like : {};
      target.value = parameters.get('target') === 'captions' ? 'captions' : 'images';
      label.value = parameters.get('label') ?? '';
      attribute.value = parameters.get('attribute') ?? '';
      least.value = parameters.get('minSimilarity') ?? '';
      filters.open ||= Boolean(label.value || attribute.value || least.value);
      suggest();
      search(0);
    },
  };
}

const score = (similarity, words = '') => h('span', { class: 'number', title: 'cosine' }, words, cosine(similarity));

function imageHit({ id, similarity, image }, similar) {
  const labels = image ? bestLabels(image) : [];
  return h(
    'li',
    { class: 'card hit' },
    h('button', { class: 'picture-button', type: 'button', 'aria-label': `Details of ${id}`, onclick: () => showImage(id) }, thumbnail(image?.thumbnail, describe(id, labels))),
    h('div', { class: 'hit-words' }, data(id, 'h3', { class: 'name', title: id }), h('p', { class: 'under' }, score(similarity), labels[0] && data(labels[0].label, 'span', { class: 'hint' }))),
    h('button', { class: 'plain', type: 'button', 'aria-label': `More like this: ${id}`, onclick: () => similar({ imageId: id }) }, icon('similar'), 'More like this'),
  );
}

function captionHit({ id, similarity, caption }, similar) {
  return h(
    'li',
    { class: 'card caption-hit' },
    caption &&
      h('button', { class: 'picture-button', type: 'button', 'aria-label': `Details of ${caption.imageId}`, onclick: () => showImage(caption.imageId) }, thumbnail(`/api/v1/images/${encodeURIComponent(caption.imageId)}/thumbnail`, `Picture ${caption.imageId}`, 'small')),
    h('div', { class: 'hit-words' }, data(caption?.text ?? id, 'h3', { class: 'words' }), h('p', { class: 'under' }, score(similarity, 'similarity '), caption && verdict(caption))),
    h('button', { class: 'plain', type: 'button', 'aria-label': `More like this: ${caption?.text ?? id}`, onclick: () => similar({ captionId: id }) }, icon('similar'), 'More like this'),
  );
}
