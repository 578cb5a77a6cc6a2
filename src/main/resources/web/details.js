/** All that is known of one picture, above the page. */

import { get, part } from './api.js';
import { data, fill, h, icon } from './dom.js';
import { ago, moment } from './format.js';
import { sheet } from './notices.js';
import { captionLine, describe, failure, labelBars, loading, thumbnail } from './parts.js';
import { go } from './route.js';

const ALL_LABELS = 5;
const FOLLOW_EVERY_MS = 2_000;

export async function showImage(imageId) {
  const body = h('div', { class: 'details' }, loading());
  const close = sheet(imageId, body);
  try {
    const [image, { captions }] = await Promise.all([get(`images/${part(imageId)}`), get(`images/${part(imageId)}/captions`)]);
    const section = h('section', { class: 'stack' }, said(captions));
    fill(body, picture(image, close), facts(image), labels(image), section);
    follow(section, imageId, captions);
  } catch (error) {
    fill(body, failure(error, () => (close(), showImage(imageId))));
  }
}

function picture(image, close) {
  const action = (sign, words, tab, parameters) =>
    h('button', { type: 'button', onclick: () => (close(), go(tab, parameters)) }, icon(sign), words);
  const { imageId } = image;
  return h(
    'div',
    { class: 'details-picture' },
    thumbnail(image.thumbnail, describe(imageId, image.labels?.default), 'large'),
    h(
      'div',
      { class: 'actions column' },
      action('similar', 'More like this', 'search', { imageId, target: 'images' }),
      action('search', 'Captions that fit', 'search', { imageId, target: 'captions' }),
      action('detect', 'Find things in it', 'detect', { imageId }),
    ),
  );
}

function facts(image) {
  const fact = (name, value) => [h('dt', {}, name), h('dd', {}, value)];
  return h(
    'dl',
    { class: 'facts' },
    fact('Size', `${image.width} × ${image.height} pixels`),
    fact('Type', image.mediaType),
    fact('Time', h('time', { datetime: image.eventTime, title: ago(image.eventTime) }, moment(image.eventTime))),
    Object.entries(image.attributes ?? {}).map(([name, value]) => fact(data(name), data(value))),
  );
}

function labels(image) {
  return Object.entries(image.labels ?? {}).map(([set, scores]) =>
    h('section', { class: 'stack' }, h('h3', {}, 'Labels of ', data(set)), labelBars(scores, ALL_LABELS)),
  );
}

/** Captions come and are judged while this is open, and the index learns of them after the events that told of them. */
function follow(section, imageId, shown) {
  setTimeout(async () => {
    if (!section.isConnected) {
      return;
    }
    try {
      const { captions } = await get(`images/${part(imageId)}/captions`);
      if (JSON.stringify(captions) !== JSON.stringify(shown)) {
        fill(section, said(captions));
      }
      follow(section, imageId, captions);
    } catch (error) {
      fill(section, failure(error, () => follow(section, imageId, undefined)));
    }
  }, FOLLOW_EVERY_MS);
}

function said(captions) {
  return [
    h('h3', {}, 'Captions'),
    captions.length === 0
      ? h('p', { class: 'hint' }, 'No caption names this picture.')
      : h('ul', { class: 'captions' }, captions.map(captionLine)),
  ];
}
