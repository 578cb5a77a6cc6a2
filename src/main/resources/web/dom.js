/**
 * Making elements. Text from records is hostile: it enters the page as text nodes and attributes
 * only, never as markup, and nothing here parses any.
 */

/** An element with attributes; listeners are `on…`, children are nodes, texts, or lists of them. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    setAttribute(element, name, value);
  }
  element.append(...present(children));
  return element;
}

function setAttribute(element, name, value) {
  if (value === undefined || value === null || value === false) {
    return;
  }
  if (name.startsWith('on')) {
    element.addEventListener(name.slice(2), value);
  } else if (name === 'vars') {
    // Set one by one: the policy of the page forbids style attributes.
    Object.entries(value).forEach(([key, item]) => element.style.setProperty(key, item));
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false);
}

/** Puts children in the place of those that an element has. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One of the page's own icons; decoration, words stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Text of a record: its direction is its own, it cannot disturb what stands beside it. */
export function data(text, tag = 'span', attributes = {}) {
  return h(tag, { dir: 'auto', ...attributes, class: `data ${attributes.class ?? ''}`.trim() }, text);
}

let lastId = 0;

/** An id that no other element has. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** A field under its label, with a hint. */
export function field(label, input, hint) {
  input.id ||= freshId('field');
  const hintId = hint && freshId('hint');
  if (hintId) {
    input.setAttribute('aria-describedby', hintId);
  }
  return h(
    'div',
    { class: 'field' },
    h('label', { for: input.id }, label),
    input,
    hint && h('p', { id: hintId, class: 'hint' }, hint),
  );
}

/** Radio buttons that look like one control. */
export function choice(name, legend, options, onchange) {
  const group = freshId(name);
  const inputs = options.map(([value, text]) =>
    h('label', {}, h('input', { type: 'radio', name: group, value, onchange: () => onchange(value) }), h('span', {}, text)),
  );
  const element = h('fieldset', { class: 'choice' }, h('legend', { class: 'unseen' }, legend), inputs);
  return {
    element,
    get value() {
      return element.querySelector('input:checked')?.value;
    },
    set value(value) {
      for (const input of element.querySelectorAll('input')) {
        input.checked = input.value === value;
      }
    },
  };
}
