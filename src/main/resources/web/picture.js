/** Taking pictures from a person: chosen, dropped or pasted. */

import { freshId, h, icon } from './dom.js';

const pictures = (list) => [...(list ?? [])].filter((file) => file.type.startsWith('image/') || file.type === '');

/** The pictures in what was pasted. */
export const pasted = (event) => pictures(event.clipboardData?.files);

/**
 * A field that takes pictures.
 *
 * @param onpictures is given the files, at least one
 */
export function pictureField({ words, multiple = false, compact = false, onpictures }) {
  const input = h('input', { id: freshId('picture'), class: 'unseen', type: 'file', accept: 'image/*', multiple });
  const take = (files) => {
    const taken = pictures(files);
    if (taken.length > 0) {
      onpictures(multiple ? taken : taken.slice(0, 1));
    }
  };
  input.addEventListener('change', () => {
    take(input.files);
    // The same file again is a change as well.
    input.value = '';
  });
  const area = h(
    'div',
    { class: `drop ${compact ? 'compact' : ''}` },
    input,
    h('label', { for: input.id }, icon('picture'), h('span', {}, words)),
  );
  area.addEventListener('dragover', (event) => {
    event.preventDefault();
    area.classList.add('over');
  });
  area.addEventListener('dragleave', () => area.classList.remove('over'));
  area.addEventListener('drop', (event) => {
    event.preventDefault();
    area.classList.remove('over');
    take(event.dataTransfer.files);
  });
  return area;
}

/** An image element of a file, or a sign where it is no picture; its address is given up with the page's memory of it. */
export function preview(file, alternative) {
  const address = URL.createObjectURL(file);
  const image = h('img', { src: address, alt: alternative });
  const done = () => URL.revokeObjectURL(address);
  image.addEventListener('load', done, { once: true });
  image.addEventListener('error', () => (done(), image.replaceWith(icon('picture'), h('span', { class: 'unseen' }, alternative))), { once: true });
  return image;
}
