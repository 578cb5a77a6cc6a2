/** Addresses within the page: #/tab?name=value. */

/** The tab and its parameters. */
export function here() {
  const [tab, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { tab, parameters: new URLSearchParams(query) };
}

function address(tab, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters ?? {})) {
    for (const item of [value].flat()) {
      if (item !== undefined && item !== null && item !== '') {
        query.append(name, item);
      }
    }
  }
  const text = query.toString();
  return `#/${tab}${text && `?${text}`}`;
}

/** Goes to a tab, as a step of the browser's history. */
export function go(tab, parameters) {
  location.hash = address(tab, parameters);
}

/** Writes into the address what a view shows by now, without a step of the history. */
export function note(tab, parameters) {
  history.replaceState(null, '', address(tab, parameters));
}
