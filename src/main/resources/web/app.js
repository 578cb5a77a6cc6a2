/** The page: tabs, the stream's events, and the state of the connection. */

import { alertsView } from './alerts.js';
import { get } from './api.js';
import { compareView } from './compare.js';
import { detectView } from './detect.js';
import { fill, h } from './dom.js';
import { Feed } from './feed.js';
import { counted, whole } from './format.js';
import { labelsView } from './labels.js';
import { liveView } from './live.js';
import { announce, toast } from './notices.js';
import { pasted } from './picture.js';
import { here } from './route.js';
import { searchView } from './search.js';

const FIRST_TAB = 'live';
const REPLAYED = 60;
const STATUS_EVERY_MS = 3_000;
const STATUS_LIMIT_MS = 10_000;
const STATES = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting' };

const feed = new Feed(REPLAYED);
const views = new Map();
let shown;

function start() {
  const context = { feed, status: new EventTarget() };
  const makers = {
    live: liveView,
    alerts: alertsView,
    search: searchView,
    compare: compareView,
    detect: detectView,
    labels: labelsView,
  };
  for (const [name, make] of Object.entries(makers)) {
    views.set(name, make(document.getElementById(`panel-${name}`), context));
  }
  const tabs = document.querySelector('[role="tablist"]');
  tabs.addEventListener('keydown', moveAlong);
  window.addEventListener('hashchange', show);
  document.addEventListener('paste', paste);
  feed.addEventListener('state', ({ detail }) => connection(detail));
  feed.addEventListener('lost', () => toast('Some events were missed while there was no connection. Reload to see everything.', 'warn'));
  show();
  feed.start();
  watch(context.status);
}

/** The tab that the address names. */
function show() {
  const { tab, parameters } = here();
  const name = views.has(tab) ? tab : FIRST_TAB;
  for (const each of views.keys()) {
    const current = each === name;
    const link = document.getElementById(`tab-${each}`);
    link.setAttribute('aria-selected', String(current));
    link.tabIndex = current ? 0 : -1;
    document.getElementById(`panel-${each}`).hidden = !current;
  }
  const title = document.querySelector(`#tab-${name} span`).textContent;
  document.title = `${title} · clip-streams`;
  const byTabs = document.activeElement?.closest?.('[role="tablist"]');
  if (shown && shown !== name && !byTabs) {
    // Whoever came by a button inside a view goes on at the top of the next one.
    document.getElementById('content').focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  if (shown && shown !== name) {
    views.get(shown).hide?.();
  }
  shown = name;
  views.get(name).show(parameters);
}

function moveAlong(event) {
  const all = [...event.currentTarget.querySelectorAll('[role="tab"]')];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === ' ') {
    event.preventDefault();
    document.activeElement.click();
  } else if (to !== undefined && at >= 0) {
    event.preventDefault();
    const next = all.at(to % all.length);
    next.focus();
    next.click();
  }
}

function paste(event) {
  const files = pasted(event);
  if (files.length > 0) {
    views.get(shown).paste?.(files);
  }
}

function connection(state) {
  document.getElementById('connection').dataset.state = state;
  document.getElementById('connection-text').textContent = STATES[state];
  if (state === 'reconnecting') {
    announce('Connection lost, reconnecting');
  }
}

/** Asks how the stream is, as long as somebody looks. */
async function watch(target) {
  if (!document.hidden) {
    try {
      const status = await get('status', undefined, undefined, STATUS_LIMIT_MS);
      told(status);
      target.dispatchEvent(new CustomEvent('status', { detail: status }));
    } catch (error) {
      notice(
        error.signedOut ? [`${error.message} `, h('a', { href: '/login.html' }, 'Sign in again')] : error.passing && error.status ? 'The stream is starting; what it holds appears as soon as it is ready.' : error.message,
      );
      target.dispatchEvent(new CustomEvent('status', { detail: undefined }));
    }
  }
  setTimeout(() => watch(target), STATUS_EVERY_MS);
}

function told(status) {
  const { name, dimensions, revision } = status.model;
  const model = document.getElementById('model');
  model.textContent = `${name} · ${dimensions} dimensions`;
  model.title = `Model revision ${revision}`;
  notice(status.running === false ? 'The stream does not run: health/ready says why.' : status.ready === false ? 'The stream is not ready yet; what is shown may be incomplete.' : '');
  const badge = document.querySelector('#tab-alerts .badge');
  const open = status.records?.openAlerts ?? 0;
  badge?.remove();
  if (open > 0) {
    const words = counted(open, 'open alert');
    document.getElementById('tab-alerts').append(h('span', { class: 'badge', title: words }, h('span', { 'aria-hidden': 'true' }, open > 99 ? '99+' : whole(open)), h('span', { class: 'unseen' }, words)));
  }
}

function notice(content) {
  const element = document.getElementById('notice');
  const words = [content].flat().map((item) => item.textContent ?? item).join('');
  // Said once, not every time it is still so.
  if (element.dataset.words !== words) {
    element.dataset.words = words;
    element.hidden = words === '';
    fill(element, content);
  }
}

start();
