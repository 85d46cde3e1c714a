import { byId, element } from './dom.js';

const ALWAYS = 'lobby';

export const RULE = 'Small letters, digits and hyphens, at most 32.';

/** The name as a room can have it, or '' where nothing can be made of it. */
export function roomName(typed) {
  const name = typed.trim().toLowerCase().replace(/^#/, '').replace(/[\s_]+/g, '-');
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(name) ? name : '';
}

/** The rooms there are; choosing one calls back. */
export class Rooms {
  #list = byId('rooms');
  #input = byId('room-name');
  #error = byId('room-error');
  #choose;

  constructor(choose) {
    this.#choose = choose;
    byId('room-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const name = roomName(this.#input.value);
      this.#error.textContent = name ? '' : RULE;
      this.#input.setAttribute('aria-invalid', String(!name));
      if (name) {
        this.#input.value = '';
        choose(name);
      }
    });
    this.#input.addEventListener('input', () => {
      this.#error.textContent = '';
      this.#input.removeAttribute('aria-invalid');
    });
  }

  draw(current, rooms) {
    const people = new Map([[ALWAYS, 0], [current, 0], ...rooms.map((room) => [room.name, room.people])]);
    const focused = document.activeElement?.dataset?.room;
    this.#list.replaceChildren(
      ...[...people].sort(([a], [b]) => (b === ALWAYS) - (a === ALWAYS) || a.localeCompare(b))
        .map(([name, count]) => this.#item(name, count, current)));
    if (focused) {
      [...this.#list.querySelectorAll('button')].find((button) => button.dataset.room === focused)?.focus();
    }
  }

  #item(name, count, current) {
    const hash = element('span', { className: 'hash', textContent: '#' });
    hash.setAttribute('aria-hidden', 'true');
    const button = element('button', { type: 'button' }, hash, element('span', { className: 'label', textContent: name }));
    button.dataset.room = name;
    if (count > 0) {
      const number = element('span', { className: 'number', textContent: String(count) });
      number.setAttribute('aria-label', count === 1 ? '1 person' : `${count} people`);
      button.append(number);
    }
    if (name === current) {
      button.setAttribute('aria-current', 'page');
    }
    button.addEventListener('click', () => this.#choose(name));
    return element('li', {}, button);
  }
}
