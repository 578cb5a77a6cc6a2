/** What is told beside the views: short messages, words for screen readers, questions. */

import { h, icon } from './dom.js';

const STAYS_MS = 6_000;
const SILENCE_MS = 8_000;

let lastSpoken = 0;
let waiting;

/** Words for screen readers, not more often than they can be listened to; the latest counts. */
export function announce(words) {
  clearTimeout(waiting);
  const wait = Math.max(0, lastSpoken + SILENCE_MS - Date.now());
  waiting = setTimeout(() => {
    lastSpoken = Date.now();
    document.getElementById('announcer').textContent = words;
  }, wait);
}

/** A short message that goes by itself. */
export function toast(words, tone = 'plain') {
  const message = h('p', { class: `toast ${tone}`, role: tone === 'bad' ? 'alert' : 'status' }, words);
  document.getElementById('toasts').append(message);
  setTimeout(() => message.remove(), STAYS_MS);
}

/** Asks a question that needs an answer; true where it is yes. */
export function confirmed({ title, content, yes, tone = 'primary' }) {
  const { promise, resolve } = settled();
  const dialog = h(
    'dialog',
    { class: 'dialog small', 'aria-label': title },
    h('h2', {}, title),
    h('div', { class: 'stack' }, content),
    h(
      'form',
      { class: 'actions', method: 'dialog' },
      h('button', { value: 'no' }, 'Cancel'),
      h('button', { class: tone, value: 'yes' }, yes),
    ),
  );
  open(dialog, () => resolve(dialog.returnValue === 'yes'));
  return promise;
}

/** Shows something above the page; gives the way to close it. */
export function sheet(title, content) {
  const dialog = h(
    'dialog',
    { class: 'dialog', 'aria-label': title },
    h(
      'form',
      { class: 'dialog-head', method: 'dialog' },
      h('h2', { dir: 'auto', class: 'data' }, title),
      h('button', { class: 'plain square', 'aria-label': 'Close' }, icon('close')),
    ),
    content,
  );
  // A click beside the dialog is one on its backdrop.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  open(dialog, () => {});
  return () => dialog.close();
}

function open(dialog, closed) {
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function settled() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
