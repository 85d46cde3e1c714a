import { meaning } from './close-codes.js';

const FIRST_DELAY = 1_000;
const RETRIES = 5;
const STEADY = 10_000; // a connection that held this long gives all retries back

/**
 * One WebSocket that comes back: full jitter under 1 s, 2 s, 4 s, 8 s and 16 s, then it waits to be
 * asked. A refusal of the user ends it at once.
 *
 * Reports: state(name, detail), message(object), stopped({then, words}).
 */
export class Connection {
  #room;
  #ticket;
  #report;
  #socket = null;
  #retries = 0;
  #timer = null;
  #ticking = null;
  #steady = null;
  #over = false;

  constructor(room, ticket, report) {
    this.#room = room;
    this.#ticket = ticket;
    this.#report = report;
    addEventListener('online', this.#hurry);
    this.#open();
  }

  /** Sends an object; returns false where nothing is connected. */
  send(object) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(object));
    return true;
  }

  /** Ends it for good. */
  end() {
    this.#over = true;
    this.#clearTimers();
    removeEventListener('online', this.#hurry);
    this.#socket?.close(1000);
  }

  #open() {
    this.#clearTimers();
    if (this.#ticket.expiresAt && Date.parse(this.#ticket.expiresAt) <= Date.now()) {
      this.#stop({ then: 'sign-in', words: 'Your sign-in has ended. Please sign in again.' });
      return;
    }
    this.#report.state('connecting', this.#retries === 0 ? 'Connecting' : 'Reconnecting');
    // Below the page, wherever that is: an application may have a path of its own on its server.
    const address = new URL(`chat/${encodeURIComponent(this.#room)}`, document.baseURI);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const offer = this.#ticket.token ? ['bearer', this.#ticket.token] : [];
    const socket = new WebSocket(address, offer);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => {
      opened = true;
      this.#report.state('open', 'Connected');
      this.#steady = setTimeout(() => (this.#retries = 0), STEADY);
    };
    socket.onmessage = ({ data }) => {
      if (!this.#over) {
        this.#report.message(JSON.parse(data));
      }
    };
    socket.onclose = (event) => {
      clearTimeout(this.#steady);
      if (!this.#over) {
        this.#closed(event, opened);
      }
    };
  }

  async #closed(event, opened) {
    let { then, words, wait } = meaning(event);
    if (!opened) {
      // A browser does not tell why a handshake failed; whether the server is well does.
      this.#report.state('connecting', 'Reconnecting');
      if (await serverIsReady()) {
        then = 'sign-in';
        words = 'The server did not let you in. Please sign in again.';
      } else {
        words = 'The server cannot be reached.';
      }
      if (this.#over) {
        return;
      }
    }
    if (then === 'retry' && this.#retries < RETRIES) {
      const delay = Math.max(wait, Math.random() * FIRST_DELAY * 2 ** this.#retries++);
      this.#wait(delay, words);
    } else {
      this.#stop({ then: then === 'retry' ? 'stop' : then, words });
    }
  }

  #wait(delay, words) {
    const due = Date.now() + delay;
    const tell = () => {
      const seconds = Math.max(1, Math.ceil((due - Date.now()) / 1_000));
      this.#report.state('waiting', `Reconnecting in ${seconds} s`, words);
    };
    tell();
    this.#ticking = setInterval(tell, 500);
    this.#timer = setTimeout(() => this.#open(), delay);
  }

  // Back on the network: no reason to wait on.
  #hurry = () => {
    if (this.#timer !== null) {
      this.#open();
    }
  };

  #stop(outcome) {
    this.end();
    this.#report.state('closed', 'Not connected', outcome.words);
    this.#report.stopped(outcome);
  }

  #clearTimers() {
    clearTimeout(this.#timer);
    clearInterval(this.#ticking);
    clearTimeout(this.#steady);
    this.#timer = null;
  }
}

async function serverIsReady() {
  try {
    const reply = await fetch('health/ready', { cache: 'no-store', signal: AbortSignal.timeout(3_000) });
    return reply.ok;
  } catch {
    return false;
  }
}
