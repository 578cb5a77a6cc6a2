/** Captions that do not fit their pictures: why, since when, and what became of them. */

import { get, part, post } from './api.js';
import { showImage } from './details.js';
import { choice, data, fill, h, icon } from './dom.js';
import { ago, cosine, moment, percent } from './format.js';
import { announce, confirmed, toast } from './notices.js';
import { command, describe, empty, failure, labelBars, loading, thumbnail } from './parts.js';
import { note } from './route.js';

const PAGE = 20;
const OPEN = 'RAISED';
const STATES = [
  ['RAISED', 'Open'],
  ['RESOLVED', 'Resolved'],
  ['', 'All'],
];
const REASONS = [
  ['', 'Every reason'],
  ['MISMATCH', 'Does not fit'],
  ['IMAGE_MISSING', 'Picture is missing'],
  ['IMAGE_FAILED', 'Picture failed'],
];
const REASON_SIGNS = {
  MISMATCH: ['bad', 'mismatch', 'Does not fit'],
  IMAGE_MISSING: ['warn', 'waiting', 'Picture is missing'],
  IMAGE_FAILED: ['bad', 'failed', 'Picture failed'],
};
const RESOLUTIONS = {
  CAPTION_CHANGED: 'the caption changed',
  IMAGE_CHANGED: 'the picture changed',
  CAPTION_DELETED: 'the caption was deleted',
  IMAGE_DELETED: 'the picture was deleted',
  IMAGE_ARRIVED: 'the picture arrived',
  RECALIBRATED: 'the threshold changed',
  ACCEPTED: 'somebody accepted it',
};

export function alertsView(panel, { feed }) {
  const rows = new Map();
  let next;
  let asking;

  const state = choice('state', 'Which alerts', STATES, apply);
  const reason = h('select', { 'aria-label': 'Reason', onchange: apply }, REASONS.map(([value, words]) => h('option', { value }, words)));
  const list = h('ul', { class: 'alerts' });
  const foot = h('div', { class: 'more' });
  fill(
    panel,
    h('div', { class: 'head' }, h('div', {}, h('h2', {}, 'Alerts'), h('p', { class: 'lead' }, 'Captions that do not fit their pictures, and those without one.'))),
    h('div', { class: 'tools' }, state.element, reason),
    list,
    foot,
  );
  feed.addEventListener('alert', ({ detail }) => changed(detail));

  function apply() {
    note('alerts', { state: state.value, reason: reason.value });
    load();
  }

  async function load(before) {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    fill(foot, loading('Asking for alerts'));
    if (!before) {
      rows.clear();
      fill(list);
    }
    try {
      const page = await get('alerts', { state: state.value, reason: reason.value, limit: PAGE, before }, signal);
      page.alerts.forEach((alert) => rows.has(alert.captionId) || add(alert, 'append'));
      next = page.next;
      finish();
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(foot, failure(error, () => load(before)));
      }
    }
  }

  function finish() {
    fill(
      foot,
      next && h('button', { type: 'button', onclick: () => load(next) }, 'Show more'),
      rows.size === 0 && nothing(state.value, reason.value),
    );
  }

  function add(alert, where) {
    const row = alertRow(alert);
    rows.set(alert.captionId, row);
    list[where](row.element);
  }

  /** What is on view changes where it stands, so that nothing moves under the hand. */
  function changed({ key, value }) {
    const row = rows.get(key);
    if (row && value) {
      row.show(value);
    } else if (row) {
      row.element.remove();
      rows.delete(key);
    } else if (value && wanted(value) && !panel.hidden) {
      add(value, 'prepend');
      finish();
    }
    if (value?.state === OPEN && !panel.hidden) {
      announce(`New alert: ${value.text}`);
    }
  }

  const wanted = (alert) => (!state.value || alert.state === state.value) && (!reason.value || alert.reason === reason.value);

  return {
    show(parameters) {
      state.value = parameters.has('state') ? parameters.get('state') : parameters.size === 0 ? OPEN : '';
      reason.value = REASONS.some(([value]) => value === parameters.get('reason')) ? parameters.get('reason') : '';
      load();
    },
  };
}

function nothing(state, reason) {
  if (reason || state !== OPEN) {
    return empty('alerts', 'No such alerts', h('p', {}, 'No alert fits this filter.'));
  }
  return empty(
    'check',
    'Nothing is open',
    h('p', {}, 'Every caption that was judged fits its picture. To see an alert, send a picture with a caption of something else:'),
    command('./clip-streams produce captions captions.csv'),
  );
}

function alertRow(first) {
  const element = h('li', { class: 'card alert-row' });
  let current = first;

  async function accept(button) {
    const yes = await confirmed({
      title: 'Accept this caption?',
      content: [
        data(current.text, 'blockquote', { class: 'words' }),
        h('p', {}, 'The alert is resolved, and not raised again for this caption with this picture. Another caption or another picture is judged anew.'),
      ],
      yes: 'Accept',
    });
    if (!yes) {
      return;
    }
    button.disabled = true;
    try {
      const { decision } = await post(`alerts/${part(current.captionId)}/accept`);
      toast(decision === 'recorded' ? 'Accepted. The stream resolves the alert.' : 'It had been accepted already.', 'good');
    } catch (error) {
      button.disabled = false;
      toast(error.message, 'bad');
    }
  }

  function show(alert) {
    current = alert;
    const hadFocus = element.contains(document.activeElement);
    element.classList.toggle('resolved', alert.state !== OPEN);
    fill(element, picture(alert), words(alert), side(alert, accept));
    if (hadFocus) {
      element.tabIndex = -1;
      element.focus();
    }
  }

  show(first);
  return { element, show };
}

function picture(alert) {
  const alternative = describe(alert.imageId, alert.imageLabels);
  return alert.reason === 'MISMATCH'
    ? h('button', { class: 'picture-button', type: 'button', 'aria-label': `Details of ${alert.imageId}`, onclick: () => showImage(alert.imageId) }, thumbnail(alert.thumbnail, alternative))
    : thumbnail(alert.thumbnail, alternative);
}

function words(alert) {
  const [tone, sign, name] = REASON_SIGNS[alert.reason];
  return h(
    'div',
    { class: 'alert-words' },
    h('p', { class: 'under' }, h('span', { class: `verdict ${tone}` }, icon(sign), h('span', {}, name)), data(alert.captionId, 'span', { class: 'hint clip', title: alert.captionId })),
    data(alert.text, 'h3', { class: 'words' }),
    h('p', {}, why(alert)),
    alert.match && gauge(alert.match),
    times(alert),
  );
}

function why(alert) {
  if (alert.reason === 'IMAGE_MISSING') {
    return ['It waits for the picture ', data(alert.imageId, 'code'), ', which has not come.'];
  }
  if (alert.reason === 'IMAGE_FAILED') {
    return ['The picture ', data(alert.imageId, 'code'), ' came, but could not be processed. Its dead letter says why: ', h('code', {}, './clip-streams dead-letters list'), '.'];
  }
  const { match } = alert;
  if (!match) {
    return 'This caption does not fit this picture.';
  }
  if (match.contrastImages !== null && match.contrastImages !== undefined) {
    return [
      'This caption stands out too little: ',
      h('strong', {}, percent(1 - match.contrastCaptions)),
      ' of recent captions fit this picture at least as well, and this caption fits ',
      h('strong', {}, percent(1 - match.contrastImages)),
      ' of recent pictures at least as well.',
    ];
  }
  return ['This caption fits this picture less well than a right one does: similarity ', h('strong', {}, cosine(match.similarity)), ', at least ', h('strong', {}, cosine(match.threshold)), ' is asked for.'];
}

/** As far from the threshold as cosines usually are: alerts that are compared share a scale. */
const REACH = 0.3;

/** The score beside its threshold, as a line with a mark. */
function gauge(match) {
  const bySimilarity = match.policy === 'similarity';
  const reach = Math.max(REACH, Math.abs(match.score - match.threshold) * 1.1);
  const [least, most] = bySimilarity ? [match.threshold - reach, match.threshold + reach] : [Math.min(0, match.score, match.threshold), 1];
  const place = (value) => String((value - least) / (most - least));
  return h(
    'div',
    { class: 'gauge', vars: { '--score': place(match.score), '--threshold': place(match.threshold) } },
    h('span', { class: 'gauge-line', 'aria-hidden': 'true' }, h('span', { class: 'gauge-score' }), h('span', { class: 'gauge-mark' })),
    h(
      'p',
      { class: 'hint' },
      bySimilarity
        ? `similarity ${cosine(match.score)}, threshold ${cosine(match.threshold)}`
        : `score ${cosine(match.score)}, threshold ${cosine(match.threshold)} (${match.policy}); similarity ${cosine(match.similarity)}`,
    ),
  );
}

function times(alert) {
  const time = (iso) => h('time', { datetime: iso, title: moment(iso) }, ago(iso));
  return h(
    'p',
    { class: 'hint' },
    'Raised ',
    time(alert.raisedAt),
    alert.state !== OPEN && [', resolved ', time(alert.resolvedAt), `: ${RESOLUTIONS[alert.resolution] ?? alert.resolution}`],
  );
}

function side(alert, accept) {
  const button = h('button', { type: 'button', onclick: () => accept(button) }, icon('check'), 'Accept');
  return h(
    'div',
    { class: 'alert-side' },
    alert.imageLabels?.length > 0 && h('div', { class: 'stack' }, h('h4', {}, 'The picture seems to show'), labelBars(alert.imageLabels)),
    alert.state === OPEN ? button : h('span', { class: 'verdict good' }, icon('check'), h('span', {}, 'Resolved')),
  );
}
