/** Where in a picture is what a prompt names: relevance as colour, and boxes. */

import { ApiError, get, part, post } from './api.js';
import { viridis } from './colours.js';
import { data, field, fill, h, icon } from './dom.js';
import { cosine, counted } from './format.js';
import { announce } from './notices.js';
import { empty, failure, loading } from './parts.js';
import { pictureField } from './picture.js';
import { note } from './route.js';
import { patchSide, pixels, regions } from './regions.js';

const FIRST_THRESHOLD = 0.4;
const LONGEST_SIDE = 1_200;
const SHORTEST_SIDE = 480;
const COVER = 0.6;
const NOT_KEPT = 'IMAGE_NOT_KEPT';

export function detectView(panel) {
  /** {blob, name, bitmap}; the name is an imageId where `held`. */
  let picture;
  let prompts = [];
  let answer;
  let asked;
  let current = 0;
  let asking;
  /** A picture that is being read; whoever is quick waits for it. */
  let choosing;

  const prompt = h('input', { type: 'text', placeholder: 'a screwdriver', autocomplete: 'off', enterkeyhint: 'enter' });
  const chips = h('ul', { class: 'chips' });
  const threshold = h('input', { type: 'range', min: '0.05', max: '1', step: '0.05', value: String(FIRST_THRESHOLD), oninput: draw });
  const thresholdValue = h('output', { class: 'number' });
  const overlay = h('input', { type: 'checkbox', checked: true, onchange: draw });
  const canvas = h('canvas', { class: 'canvas', role: 'img' });
  const stage = h('div', { class: 'stage' });
  const told = h('div', { class: 'stack' });
  /** Beside the button: what it waits for, or why it cannot. */
  const outcome = h('div', { class: 'outcome' });
  const remarks = h('div', { class: 'remarks' });
  const form = h(
    'form',
    { class: 'panel-side stack-large', onsubmit: (event) => (event.preventDefault(), detect()) },
    h('div', { class: 'field' }, h('span', { class: 'label' }, 'Picture'), pictureField({ words: 'Drop, paste or choose a picture', onpictures: ([file]) => choose(file, file.name) })),
    h(
      'div',
      { class: 'stack' },
      h('div', { class: 'with-button' }, field('What to look for', prompt, 'Enter adds one more'), h('button', { type: 'button', class: 'square', 'aria-label': 'Add', onclick: add }, icon('plus'))),
      chips,
    ),
    h('button', { class: 'primary', type: 'submit' }, icon('detect'), 'Detect'),
    outcome,
  );
  const tuning = h(
    'div',
    { class: 'tuning', hidden: true },
    h(
      'div',
      { class: 'field' },
      h('div', { class: 'between' }, h('label', { for: 'detect-threshold' }, 'Threshold'), thresholdValue),
      threshold,
      h('p', { class: 'hint', id: 'detect-hint' }, 'How relevant a patch must be to belong to a box. Moving it draws boxes again from the map that is here; Detect asks the server with it, which also checks each box’s cosine.'),
    ),
    h('label', { class: 'check' }, overlay, 'Relevance as colour'),
  );
  threshold.id = 'detect-threshold';
  threshold.setAttribute('aria-describedby', 'detect-hint');
  fill(
    panel,
    h('div', { class: 'head' }, h('div', {}, h('h2', {}, 'Detect'), h('p', { class: 'lead' }, 'Finds in a picture what you name, without training for it.'))),
    h('div', { class: 'split' }, form, h('div', { class: 'stack-large' }, remarks, stage, tuning, told)),
  );
  prompt.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && prompt.value.trim()) {
      event.preventDefault();
      add();
    }
  });
  fill(stage, invitation());
  draw();

  function invitation() {
    return empty('detect', 'No picture yet', h('p', {}, 'Choose one here, or take one of the stream: open it in Live, then “Find things in it”.'));
  }

  function choose(blob, name, held = false) {
    choosing = read(blob, name, held);
    return choosing;
  }

  async function read(blob, name, held) {
    try {
      const bitmap = await createImageBitmap(blob);
      picture = { blob, name, bitmap, held };
      answer = undefined;
      fill(remarks);
      fill(stage, canvas);
      draw();
    } catch {
      // What a browser cannot show the server may still read; it is told rather than shown.
      picture = undefined;
      fill(stage, failure(new ApiError(0, 'Not a picture', `This browser cannot show ${name}.`)));
    }
  }

  function add() {
    const text = prompt.value.trim();
    if (text && !prompts.includes(text)) {
      prompts.push(text);
    }
    prompt.value = '';
    showChips();
    prompt.focus();
  }

  function showChips() {
    const found = (text) => answer?.prompts.findIndex((each) => each.prompt === text) ?? -1;
    fill(
      chips,
      prompts.map((text, index) => {
        const place = found(text);
        const count = place < 0 ? undefined : answer.prompts[place].boxes.length;
        return h(
          'li',
          { class: 'chip-pair' },
          h(
            'button',
            { type: 'button', class: 'chip', 'aria-pressed': String(place >= 0 && place === current), disabled: place < 0, onclick: () => ((current = place), showChips(), draw(), chips.children[index].firstChild.focus()) },
            data(text),
            count !== undefined && h('span', { class: 'badge quiet' }, count === 0 ? 'not found' : String(count)),
          ),
          h('button', { type: 'button', class: 'chip-end', 'aria-label': `Take away: ${text}`, onclick: () => takeAway(index) }, icon('close')),
        );
      }),
    );
  }

  function takeAway(index) {
    prompts.splice(index, 1);
    showChips();
    (chips.children[Math.min(index, prompts.length - 1)]?.firstChild ?? prompt).focus();
  }

  async function detect() {
    add();
    await choosing;
    if (!picture || prompts.length === 0) {
      fill(outcome, h('p', { class: 'problem', role: 'alert' }, picture ? 'Say what to look for.' : 'Choose a picture first.'));
      return;
    }
    asking?.abort();
    const { signal } = (asking = new AbortController());
    fill(outcome, loading('Looking'));
    asked = Number(threshold.value);
    try {
      answer = await ask(signal);
      current = Math.max(0, answer.prompts.findIndex(({ boxes }) => boxes.length > 0));
      fill(outcome);
      showChips();
      draw();
      // On a phone the picture is below the form.
      stage.scrollIntoView({ block: 'nearest' });
      announce(answer.prompts.map(({ prompt: text, boxes }) => `${text}: ${boxes.length === 0 ? 'not found' : counted(boxes.length, 'box', 'boxes')}`).join('; '));
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(outcome, failure(error, detect));
      }
    }
  }

  /** A picture of the stream is looked at in full where the stream can fetch it again. */
  async function ask(signal) {
    if (picture.held) {
      try {
        return await post('detect', { imageId: picture.name, prompts, threshold: asked }, { signal });
      } catch (error) {
        if (error.code !== NOT_KEPT) {
          throw error;
        }
        fill(remarks, h('p', { class: 'remark' }, `The stream does not keep this picture’s file; its thumbnail of ${picture.bitmap.width} × ${picture.bitmap.height} pixels is searched instead.`));
        picture.held = false;
      }
    }
    const body = new FormData();
    body.append('image', picture.blob, picture.name);
    prompts.forEach((text) => body.append('prompt', text));
    body.append('threshold', String(asked));
    return post('detect', body, { signal });
  }

  /** The boxes that are shown: the server's, or, under another threshold, those of the map here. */
  function boxes(found) {
    if (Number(threshold.value) === asked || found.boxes.length === 0) {
      return found.boxes;
    }
    const side = patchSide(answer, found.map, found.boxes);
    return regions(found.map, Number(threshold.value)).map((region) => pixels(region, side, answer));
  }

  function draw() {
    thresholdValue.textContent = Number(threshold.value).toFixed(2);
    if (!picture) {
      return;
    }
    const { bitmap, name } = picture;
    const longest = Math.max(bitmap.width, bitmap.height);
    const scale = Math.min(LONGEST_SIDE, Math.max(SHORTEST_SIDE, longest)) / longest;
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const brush = canvas.getContext('2d');
    const found = answer?.prompts[current];
    tuning.hidden = !found;
    brush.filter = found && overlay.checked ? 'grayscale(1)' : 'none';
    brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    brush.filter = 'none';
    if (!found) {
      canvas.setAttribute('aria-label', `Picture ${name}`);
      fill(told);
      return;
    }
    const shown = boxes(found);
    if (overlay.checked) {
      colour(brush, found.map);
    }
    shown.forEach((box) => outline(brush, box, canvas.width / answer.width));
    canvas.setAttribute('aria-label', `Picture ${name}; ${found.prompt}: ${shown.length === 0 ? 'not found' : counted(shown.length, 'box', 'boxes')}`);
    fill(told, words(found, shown));
  }

  /** Relevance between the middles of patches changes evenly, as a small picture drawn large does. */
  function colour(brush, { rows, columns, scores }) {
    const small = new OffscreenCanvas(columns, rows);
    const content = new ImageData(columns, rows);
    scores.forEach((score, place) => {
      content.data.set([...viridis(score), Math.round(255 * COVER * Math.sqrt(score))], place * 4);
    });
    small.getContext('2d').putImageData(content, 0, 0);
    const side = patchSide(answer, { rows, columns }, answer.prompts[current].boxes);
    const scale = brush.canvas.width / answer.width;
    brush.imageSmoothingEnabled = true;
    brush.imageSmoothingQuality = 'high';
    // The last patches may reach beyond the edge.
    brush.drawImage(small, 0, 0, columns * side * scale, rows * side * scale);
  }

  function outline(brush, box, scale) {
    const line = Math.max(2, brush.canvas.width / 250);
    const rectangle = [box.x * scale + line, box.y * scale + line, box.width * scale - 2 * line, box.height * scale - 2 * line];
    brush.setLineDash(box.similarity === undefined ? [4 * line, 2 * line] : []);
    brush.lineWidth = line * 2;
    brush.strokeStyle = '#111';
    brush.strokeRect(...rectangle);
    brush.lineWidth = line;
    brush.strokeStyle = '#fff';
    brush.strokeRect(...rectangle);
  }

  function words(found, shown) {
    if (found.boxes.length === 0) {
      return h('div', { class: 'remark' }, h('h3', {}, 'Not found: ', data(found.prompt)), h('p', {}, 'No part of the picture is similar enough to it. Some part is always the most relevant: colour alone is no find.'));
    }
    const here = Number(threshold.value) !== asked;
    return [
      h('h3', {}, data(found.prompt), `: ${counted(shown.length, 'box', 'boxes')}`),
      here && h('p', { class: 'hint' }, 'Drawn here (dashed), not checked against the least cosine.'),
      h(
        'ol',
        { class: 'boxes' },
        shown.map((box) =>
          h('li', {}, h('span', {}, `${box.width} × ${box.height} at ${box.x}, ${box.y}`), h('span', { class: 'number' }, `relevance ${box.score.toFixed(2)}${box.similarity === undefined ? '' : ` · cosine ${cosine(box.similarity)}`}`)),
        ),
      ),
    ];
  }

  async function take(imageId) {
    fill(stage, loading('Fetching the picture'));
    try {
      const image = await get(`images/${part(imageId)}`);
      if (!image.thumbnail) {
        throw new ApiError(404, 'No thumbnail', 'The stream keeps no thumbnail of this picture: choose its file instead.');
      }
      const file = await fetch(image.thumbnail);
      await choose(await file.blob(), imageId, true);
    } catch (error) {
      fill(stage, failure(error, () => take(imageId)));
    }
  }

  return {
    paste: ([file]) => choose(file, file.name || 'pasted picture'),
    show(parameters) {
      const given = parameters.getAll('prompt');
      if (given.length > 0) {
        prompts = [...new Set(given)];
        showChips();
      }
      const imageId = parameters.get('imageId');
      if (imageId && picture?.name !== imageId) {
        take(imageId);
      }
      note('detect', { imageId, prompt: given });
    },
  };
}
