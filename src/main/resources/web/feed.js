/**
 * The server-sent events of the stream. The browser reconnects by itself where a connection breaks;
 * where the server refuses one it gives up, and we ask again, with the id of the last event. Where
 * the network is gone nobody tells: the server's beats are missing then, and we ask again, too.
 */

const TYPES = ['image', 'caption', 'alert'];
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** Until the server has said how often it beats. */
const FIRST_PATIENCE_MS = 15_000;
const BEATS_OF_PATIENCE = 2.5;

/** Fires `state`, and `image`, `caption`, `alert`, `lost` with the event's content as detail. */
export class Feed extends EventTarget {
  #source;
  #last;
  #wait = FIRST_WAIT_MS;
  #patience = FIRST_PATIENCE_MS;
  #watch;
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
      this.#alive(source);
      this.#become('live');
    });
    source.addEventListener('error', () => this.#failed(source));
    source.addEventListener('beat', (event) => {
      this.#patience = JSON.parse(event.data).everyMs * BEATS_OF_PATIENCE;
      this.#last = event.lastEventId;
      this.#alive(source);
    });
    for (const type of [...TYPES, 'lost']) {
      source.addEventListener(type, (event) => this.#take(type, event));
    }
    this.#alive(source);
  }

  #take(type, event) {
    this.#last = event.lastEventId || this.#last;
    this.#alive(event.target);
    this.dispatchEvent(new CustomEvent(type, { detail: JSON.parse(event.data) }));
  }

  /** What comes next must come in time. */
  #alive(source) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#again(source), this.#patience);
  }

  #failed(source) {
    this.#become('reconnecting');
    if (source.readyState === EventSource.CLOSED) {
      this.#again(source);
    } else {
      this.#alive(source);
    }
  }

  #again(source) {
    if (source !== this.#source) {
      return;
    }
    clearTimeout(this.#watch);
    source.close();
    this.#source = undefined;
    this.#become('reconnecting');
    setTimeout(() => this.start(), this.#wait);
    this.#wait = Math.min(LONGEST_WAIT_MS, this.#wait * 2);
  }

  #become(state) {
    if (this.state !== state) {
      this.state = state;
      this.dispatchEvent(new CustomEvent('state', { detail: state }));
    }
  }
}
