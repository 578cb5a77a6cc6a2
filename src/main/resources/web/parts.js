/** What several views show alike: thumbnails, labels, verdicts, and the states of a list. */

import { data, h, icon } from './dom.js';
import { cosine, percent } from './format.js';

const VERDICTS = {
  MATCH: ['good', 'check', 'fits'],
  MISMATCH: ['bad', 'mismatch', 'does not fit'],
  UNDECIDED: ['warn', 'undecided', 'undecided'],
  PENDING_IMAGE: ['quiet', 'waiting', 'waits for its picture'],
  IMAGE_FAILED: ['bad', 'failed', 'picture failed'],
};

const TRIES = 3;
const TRY_AGAIN_MS = 800;

export const DEFAULT_SET = 'default';

/** The labels of the default set, or of the first one there is. */
export function bestLabels(image) {
  const sets = image.labels ?? {};
  return sets[DEFAULT_SET] ?? Object.values(sets)[0] ?? [];
}

/** What is said of a picture where it cannot be seen. */
export function describe(imageId, labels) {
  const best = labels?.[0];
  return best ? `Picture ${imageId}, seems to show: ${best.label}` : `Picture ${imageId}`;
}

/** A thumbnail, or a frame where there is none. */
export function thumbnail(address, alternative, size = '') {
  const frame = h('span', { class: `thumb ${size}` });
  if (!address) {
    frame.append(icon('picture'), h('span', { class: 'unseen' }, alternative));
    return frame;
  }
  const image = h('img', { src: address, alt: alternative, loading: 'lazy', decoding: 'async' });
  let tries = 0;
  image.addEventListener('error', () => {
    // An event may be here a moment before the thumbnail that it names can be asked for.
    tries += 1;
    if (tries <= TRIES) {
      setTimeout(() => image.setAttribute('src', address), tries * TRY_AGAIN_MS);
    } else {
      frame.replaceChildren(icon('picture'), h('span', { class: 'unseen' }, alternative));
    }
  });
  frame.append(image);
  return frame;
}

/** Labels with their probabilities as bars. */
export function labelBars(labels, most = 3) {
  if (labels.length === 0) {
    return h('p', { class: 'hint' }, 'No label set applies yet.');
  }
  return h(
    'ul',
    { class: 'bars' },
    labels.slice(0, most).map((score) =>
      h(
        'li',
        { title: `cosine ${cosine(score.similarity)}` },
        data(score.label),
        h('span', { class: 'amount' }, percent(score.probability)),
        h('span', { class: 'track', 'aria-hidden': 'true' }, h('span', { vars: { '--share': String(score.probability) } })),
      ),
    ),
  );
}

/** Which verdict, state or failure a caption stands at. */
export const standing = (caption) => (caption.status === 'SCORED' ? (caption.match?.verdict ?? 'UNDECIDED') : caption.status);

/** A verdict in colour, as a sign and in words. */
export function verdict(caption) {
  const [tone, sign, words] = VERDICTS[standing(caption)] ?? VERDICTS.UNDECIDED;
  return h(
    'span',
    { class: `verdict ${tone}` },
    icon(sign),
    h('span', {}, words),
    caption.match && h('span', { class: 'number', title: 'cosine of caption and picture' }, cosine(caption.match.similarity)),
  );
}

export function captionLine(caption) {
  return h(
    'li',
    { class: 'caption' },
    data(caption.text, 'p', { class: 'words' }),
    h('p', { class: 'under' }, verdict(caption), caption.truncated && h('span', { class: 'hint' }, 'cut to the model’s length')),
  );
}

/** Nothing to show, and what to do about it. */
export function empty(sign, title, ...what) {
  return h('div', { class: 'empty' }, icon(sign), h('h3', {}, title), what);
}

/** A command to copy. */
export function command(line) {
  const button = h('button', { class: 'plain', type: 'button', 'aria-label': `Copy: ${line}` }, icon('copy'), h('span', {}, 'Copy'));
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(line);
    button.lastChild.textContent = 'Copied';
  });
  // A page that did not come over https or from this machine has no clipboard.
  return h('div', { class: 'command' }, h('code', {}, line), navigator.clipboard && button);
}

/** While an answer is awaited. */
export function loading(words = 'Loading') {
  return h('div', { class: 'loading', role: 'status' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), h('span', {}, `${words} …`));
}

/** Grey shapes where cards will be. */
export function skeletons(count) {
  return Array.from({ length: count }, () => h('div', { class: 'card skeleton', 'aria-hidden': 'true' }));
}

/** The page's own titles are meant for people, those of HTTP are not. */
function heading(error) {
  if (error.passing) {
    return 'Not at the moment';
  }
  return error.signedOut ? 'Signed out' : error.status > 0 ? 'That did not work' : (error.title ?? 'That did not work');
}

/** What went wrong, in the server's words, and a way on. */
export function failure(error, again) {
  return h(
    'div',
    { class: 'failure', role: 'alert' },
    icon('alerts'),
    h(
      'div',
      {},
      h('h3', {}, heading(error)),
      h('p', {}, error.message.charAt(0).toUpperCase() + error.message.slice(1)),
      error.signedOut
        ? h('a', { class: 'button', href: '/login.html' }, 'Sign in')
        : again && h('button', { type: 'button', onclick: again }, 'Try again'),
    ),
  );
}
