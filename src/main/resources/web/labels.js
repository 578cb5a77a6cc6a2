/** Label sets: what pictures are sorted by. A change runs through the stream. */

import { get, part, put, remove } from './api.js';
import { data, field, fill, freshId, h, icon } from './dom.js';
import { counted } from './format.js';
import { confirmed, toast } from './notices.js';
import { DEFAULT_SET, empty, failure, loading } from './parts.js';
import { note } from './route.js';

const FIRST_TEMPLATE = 'a photo of a {}';
const FIRST_TOP = 5;
const ASK_EVERY_MS = 500;
const PATIENCE_MS = 15_000;

export function labelsView(panel) {
  let sets = [];
  const list = h('ul', { class: 'sets' });
  const editor = h('div', {});
  fill(
    panel,
    h(
      'div',
      { class: 'head' },
      h('div', {}, h('h2', {}, 'Labels'), h('p', { class: 'lead' }, 'What pictures are sorted by. A change runs through the stream: pictures that are there get new labels as well.')),
      h('button', { type: 'button', onclick: () => edit() }, icon('plus'), 'New set'),
    ),
    h('div', { class: 'split' }, list, editor),
  );

  async function load(name) {
    fill(list, loading());
    try {
      ({ labelSets: sets } = await get('label-sets'));
      showList(name);
      const chosen = sets.find((set) => set.name === name) ?? sets[0];
      if (chosen) {
        edit(chosen);
      } else {
        fill(editor, empty('labels', 'No label sets', h('p', {}, 'Without labels pictures are embedded but not sorted.'), h('button', { type: 'button', onclick: () => edit() }, 'Make one')));
      }
    } catch (error) {
      fill(list, failure(error, () => load(name)));
      fill(editor);
    }
  }

  function showList(current) {
    fill(
      list,
      sets.map((set) =>
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', class: 'set', 'aria-current': set.name === current ? 'true' : undefined, onclick: () => edit(set) },
            data(set.name, 'strong'),
            h('span', { class: 'hint' }, counted(set.labels.length, 'label'), set.active === false && ' · not active'),
          ),
        ),
      ),
    );
  }

  function edit(set) {
    note('labels', { set: set?.name });
    showList(set?.name);
    fill(editor, setEditor(set, sets, { saved: load, deleted: () => load() }));
    if (!set) {
      editor.querySelector('input').focus();
    }
  }

  return { show: (parameters) => load(parameters.get('set') ?? undefined) };
}

const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

function setEditor(set, sets, { saved, deleted }) {
  const name = h('input', { type: 'text', value: set?.name ?? '', required: true, readonly: Boolean(set), autocomplete: 'off' });
  const labels = h('textarea', { rows: '10', spellcheck: 'false' });
  labels.value = set?.labels.join('\n') ?? '';
  const templates = h('textarea', { rows: '3', spellcheck: 'false' });
  templates.value = (set?.templates ?? [FIRST_TEMPLATE]).join('\n');
  const top = h('input', { type: 'number', min: '1', max: '1000', step: '1', value: String(set?.topK ?? FIRST_TOP), required: true });
  const active = h('input', { type: 'checkbox', checked: set?.active !== false });
  const outcome = h('div', { 'aria-live': 'polite' });
  const count = h('span', { class: 'hint' });
  const counting = () => (count.textContent = counted(lines(labels.value).length, 'label'));
  labels.addEventListener('input', counting);
  counting();

  const inputs = { name, labels, templates };
  const messages = Object.fromEntries(Object.keys(inputs).map((key) => [key, h('p', { class: 'problem', id: freshId('problem'), 'aria-live': 'polite' })]));
  const save = h('button', { class: 'primary', type: 'submit' }, 'Save');
  const form = h(
    'form',
    { class: 'card editor stack-large', novalidate: true, onsubmit: (event) => (event.preventDefault(), submit()) },
    h('div', {}, field('Name', name, set ? undefined : 'Under this name pictures carry its labels'), messages.name),
    h('div', {}, field('Labels, one a line', labels), h('div', { class: 'between' }, messages.labels, count)),
    h('div', {}, field('Templates, one a line', templates, '{} stands for the label; several are averaged'), messages.templates),
    h('div', { class: 'between wrap' }, field('Best labels a picture gets', top), h('label', { class: 'check' }, active, 'Active')),
    h('div', { class: 'actions' }, save, set && h('button', { class: 'plain', type: 'button', onclick: removeSet }, icon('delete'), 'Delete')),
    outcome,
  );

  /** What can be told before anything is sent; the server has the last word. */
  function problems() {
    const found = {};
    const given = lines(labels.value);
    const twice = given.find((label, index) => given.indexOf(label) !== index);
    if (!name.value.trim()) {
      found.name = 'A set needs a name.';
    } else if (!set && sets.some((other) => other.name === name.value.trim())) {
      found.name = 'There is a set of this name: edit that one.';
    }
    if (given.length === 0) {
      found.labels = 'A set needs a label at least.';
    } else if (twice !== undefined) {
      found.labels = `“${twice}” is there twice.`;
    }
    const without = lines(templates.value).find((template) => !template.includes('{}'));
    if (lines(templates.value).length === 0) {
      found.templates = 'A set needs a template at least.';
    } else if (without !== undefined) {
      found.templates = `“${without}” has no {} for the label.`;
    }
    return found;
  }

  function showProblems(found) {
    for (const [key, message] of Object.entries(messages)) {
      message.textContent = found[key] ?? '';
      inputs[key].setAttribute('aria-invalid', String(Boolean(found[key])));
      if (found[key]) {
        inputs[key].setAttribute('aria-errormessage', message.id);
      } else {
        inputs[key].removeAttribute('aria-errormessage');
      }
    }
    inputs[Object.keys(found)[0]]?.focus();
    return Object.keys(found).length > 0;
  }

  async function submit() {
    fill(outcome);
    if (showProblems(problems()) || !top.reportValidity()) {
      return;
    }
    const key = name.value.trim();
    const value = { labels: lines(labels.value), templates: lines(templates.value), active: active.checked, topK: Number(top.value) };
    save.disabled = true;
    fill(outcome, loading('Sending it through the stream'));
    try {
      await put(`label-sets/${part(key)}`, value);
      const held = await arrived(key, (now) => now && same(now, value));
      toast(held ? 'Saved. Pictures get their new labels now.' : 'Saved. The stream has not taken it up yet.', held ? 'good' : 'warn');
      saved(key);
    } catch (error) {
      save.disabled = false;
      fill(outcome, failure(error));
    }
  }

  async function removeSet() {
    const configured = set.name === DEFAULT_SET ? ' The labels of the configuration (clip.labels.default) take its place.' : '';
    const yes = await confirmed({
      title: 'Delete this label set?',
      content: h('p', {}, 'Pictures lose the labels of ', data(set.name, 'strong'), `.${configured}`),
      yes: 'Delete',
      tone: 'danger',
    });
    if (!yes) {
      return;
    }
    try {
      await remove(`label-sets/${part(set.name)}`);
      await arrived(set.name, (now) => !now || !same(now, set));
      toast('Deleted.', 'good');
      deleted();
    } catch (error) {
      fill(outcome, failure(error));
    }
  }

  return form;
}

const same = (one, other) => JSON.stringify([one.labels, one.templates, one.active !== false, one.topK]) === JSON.stringify([other.labels, other.templates, other.active !== false, other.topK]);

/** Asks until what was sent has come through the stream; whether it has, in the time that people wait. */
async function arrived(name, enough) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const { labelSets } = await get('label-sets');
    if (enough(labelSets.find((set) => set.name === name))) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return false;
}
