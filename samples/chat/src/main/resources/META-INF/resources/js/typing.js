import { byId } from './dom.js';

const SHOWN = 4_000; // longer than the time between two signs of one who goes on writing

/** Who is writing. Not read out: it would talk over the messages. */
export class Typing {
  #line = byId('typing');
  #timers = new Map();

  heard(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(() => this.stopped(name), SHOWN));
    this.#draw();
  }

  stopped(name) {
    clearTimeout(this.#timers.get(name));
    if (this.#timers.delete(name)) {
      this.#draw();
    }
  }

  reset() {
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
    this.#draw();
  }

  #draw() {
    const names = [...this.#timers.keys()];
    this.#line.dataset.active = names.length > 0 ? 'yes' : 'no';
    this.#line.lastElementChild.textContent = words(names);
  }
}

function words(names) {
  switch (names.length) {
    case 0: return '';
    case 1: return `${names[0]} is typing …`;
    case 2: return `${names[0]} and ${names[1]} are typing …`;
    default: return 'Several people are typing …';
  }
}
