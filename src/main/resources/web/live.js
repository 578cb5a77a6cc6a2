/** Pictures as they are enriched, newest first. */

import { h, icon, fill, data } from './dom.js';
import { ago, counted, rate, whole } from './format.js';
import { showImage } from './details.js';
import { announce } from './notices.js';
import { bestLabels, captionLine, command, describe, empty, labelBars, skeletons, standing, thumbnail } from './parts.js';

const MOST_CARDS = 48;
const MOST_CAPTIONS = 3;
/** Captions that came before their pictures are kept for them, not for ever. */
const MOST_EARLY = 500;
/** However fast pictures come, eyes do not follow faster. */
const DRAW_EVERY_MS = 250;
const PATIENCE_MS = 4_000;

export function liveView(panel, { feed, status }) {
  const cards = new Map();
  const early = new Map();
  let arrived = [];
  let paused = false;
  let drawing;
  let settled = false;

  const figures = figureRow();
  const grid = h('div', { class: 'cards' }, skeletons(6));
  const pause = h('button', { type: 'button', onclick: toggle, 'aria-pressed': 'false' });
  fill(
    panel,
    h('div', { class: 'head' }, h('div', {}, h('h2', {}, 'Live'), h('p', { class: 'lead' }, 'Pictures as they are enriched, newest first.')), pause),
    figures.element,
    grid,
  );
  label();

  for (const type of ['image', 'caption']) {
    feed.addEventListener(type, ({ detail }) => take({ type, ...detail }));
  }
  feed.addEventListener('state', ({ detail }) => detail === 'live' && setTimeout(settle, PATIENCE_MS));
  status.addEventListener('status', ({ detail }) => {
    figures.show(detail);
    if (detail?.records?.images === 0 && !drawing) {
      settle();
    }
  });

  function take(event) {
    arrived.push(event);
    if (arrived.length > MOST_EARLY) {
      arrived.shift();
    }
    if (paused) {
      label();
    } else {
      drawing ??= setTimeout(draw, DRAW_EVERY_MS);
    }
  }

  function draw() {
    drawing = undefined;
    const events = arrived;
    arrived = [];
    const before = cards.size;
    for (const { type, key, value } of events) {
      if (type === 'image') {
        value ? addImage(value) : forgetImage(key);
      } else {
        value ? addCaption(value) : forgetCaption(key);
      }
    }
    trim();
    settle();
    if (cards.size > before && !panel.hidden) {
      announce(`${counted(cards.size - before, 'new picture')}`);
    }
  }

  function addImage(image) {
    let card = cards.get(image.imageId);
    if (!card) {
      card = pictureCard(image.imageId);
      cards.set(image.imageId, card);
      early.get(image.imageId)?.forEach(card.addCaption);
      early.delete(image.imageId);
      grid.querySelectorAll('.skeleton, .empty').forEach((element) => element.remove());
      grid.prepend(card.element);
    }
    card.show(image);
  }

  function addCaption(caption) {
    // A caption may have been moved to another picture.
    cards.forEach((card, imageId) => imageId !== caption.imageId && card.removeCaption(caption.captionId));
    const card = cards.get(caption.imageId);
    if (card) {
      card.addCaption(caption);
      return;
    }
    const waiting = early.get(caption.imageId) ?? new Map();
    waiting.set(caption.captionId, caption);
    early.delete(caption.imageId);
    early.set(caption.imageId, waiting);
    if (early.size > MOST_EARLY) {
      early.delete(early.keys().next().value);
    }
  }

  function forgetImage(imageId) {
    cards.get(imageId)?.element.remove();
    cards.delete(imageId);
  }

  function forgetCaption(captionId) {
    cards.forEach((card) => card.removeCaption(captionId));
    early.forEach((waiting) => waiting.delete(captionId));
  }

  function trim() {
    for (const imageId of cards.keys()) {
      if (cards.size <= MOST_CARDS) {
        return;
      }
      cards.get(imageId).element.remove();
      cards.delete(imageId);
    }
  }

  /** Nothing came: that is said, not left to be guessed. */
  function settle() {
    settled = true;
    if (cards.size === 0 && !grid.querySelector('.empty')) {
      fill(grid, nothing());
    }
  }

  function toggle() {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    if (!paused && arrived.length > 0) {
      draw();
    }
    label();
  }

  function label() {
    const waiting = new Set(arrived.filter(({ type, value }) => type === 'image' && value).map(({ key }) => key)).size;
    fill(pause, icon(paused ? 'play' : 'pause'), h('span', {}, paused ? 'Resume' : 'Pause'), paused && waiting > 0 && h('span', { class: 'badge' }, `${whole(waiting)} new`));
  }

  return {
    show() {
      if (settled) {
        grid.querySelectorAll('time').forEach((time) => (time.textContent = ago(time.dateTime)));
      }
    },
  };
}

function nothing() {
  return empty(
    'picture',
    'No pictures yet',
    h('p', {}, 'What is sent to the topic of images appears here within a second. To send a folder, with captions:'),
    command('./clip-streams produce images my-pictures/ --captions captions.csv'),
    h('p', { class: 'hint' }, 'captions.csv has the columns file and caption. Or see it at work with samples: ./clip-streams demo'),
  );
}

/** One picture with what is said about it. */
function pictureCard(imageId) {
  const captions = new Map();
  const open = h('button', { class: 'picture-button', type: 'button', 'aria-label': `Details of ${imageId}`, onclick: () => showImage(imageId) });
  const title = data(imageId, 'h3', { class: 'name', title: imageId });
  const time = h('time', { class: 'hint' });
  const bars = h('div', {});
  const list = h('ul', { class: 'captions' });
  const element = h(
    'article',
    { class: 'card arriving', tabindex: '-1', 'aria-label': imageId },
    h('div', { class: 'card-top' }, open, h('div', { class: 'card-facts' }, title, time, bars)),
    list,
  );

  function draw() {
    const worst = (caption) => (['MISMATCH', 'IMAGE_FAILED'].includes(standing(caption)) ? 0 : 1);
    const all = [...captions.values()].sort((one, other) => worst(one) - worst(other));
    fill(
      list,
      all.slice(0, MOST_CAPTIONS).map(captionLine),
      all.length > MOST_CAPTIONS && h('li', { class: 'hint' }, `and ${counted(all.length - MOST_CAPTIONS, 'more caption')}`),
    );
    element.classList.toggle('has-mismatch', all.some((caption) => standing(caption) === 'MISMATCH'));
  }

  return {
    element,
    show(image) {
      const labels = bestLabels(image);
      fill(open, thumbnail(image.thumbnail, describe(imageId, labels)));
      time.dateTime = image.eventTime;
      time.textContent = ago(image.eventTime);
      fill(bars, labelBars(labels));
    },
    addCaption(caption) {
      captions.set(caption.captionId, caption);
      draw();
    },
    removeCaption(captionId) {
      if (captions.delete(captionId)) {
        draw();
      }
    },
  };
}

/** Rate, lag and what is held. */
function figureRow() {
  const cells = [
    ['images', 'Pictures a second', (status) => rate(status.rate.images)],
    ['captions', 'Captions a second', (status) => rate(status.rate.captions)],
    ['lag', 'Records waiting', (status) => (status.lag === null || status.lag === undefined ? '–' : whole(status.lag))],
    ['held', 'Pictures held', (status) => whole(status.records.images)],
    ['said', 'Captions held', (status) => whole(status.records.captions)],
    ['open', 'Open alerts', (status) => whole(status.records.openAlerts)],
  ].map(([name, words, of]) => ({ of, value: h('dd', { 'data-figure': name }, '–'), words }));
  return {
    element: h('dl', { class: 'figures' }, cells.map(({ words, value }) => h('div', {}, h('dt', {}, words), value))),
    show(status) {
      for (const { of, value } of cells) {
        value.textContent = status ? of(status) : '–';
      }
    },
  };
}
