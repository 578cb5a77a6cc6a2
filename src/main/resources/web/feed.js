/**
 * The server-sent events of the stream. The browser reconnects by itself where a connection breaks;
 * where the server refuses one it gives up, and we ask again, with the id of the last event.
 */

const TYPES = ['image', 'caption', 'alert'];
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Fires `state`, and `image`, `caption`, `alert`, `lost` with the event's content as detail. */
export class Feed extends EventTarget {
  #source;
  #last;
  #wait = FIRST_WAIT_MS;
  #replay;

  constructor(replay) {
    super();
    this.#replay = replay;
    this.state = 'connecting';
  }

  start() {
    const query = this.#last
      ? new URLSearchParams({ lastEventId: this.#last })
      : new URLSearchParams({ replay: String(this.#replay) });
    const source = new EventSource(`/api/v1/events?${query}`);
    this.#source = source;
    source.addEventListener('open', () => {
      this.#wait = FIRST_WAIT_MS;
      this.#become('live');
    });
    source.addEventListener('error', () => this.#failed(source));
    for (const type of [...TYPES, 'lost']) {
      source.addEventListener(type, (event) => this.#take(type, event));
    }
  }

  #take(type, event) {
    this.#last = event.lastEventId || this.#last;
    this.dispatchEvent(new CustomEvent(type, { detail: JSON.parse(event.data) }));
  }

  #failed(source) {
    this.#become('reconnecting');
    if (source.readyState === EventSource.CLOSED && source === this.#source) {
      setTimeout(() => this.start(), this.#wait);
      this.#wait = Math.min(LONGEST_WAIT_MS, this.#wait * 2);
    }
  }

  #become(state) {
    if (this.state !== state) {
      this.state = state;
      this.dispatchEvent(new CustomEvent('state', { detail: state }));
    }
  }
}
