import { byId } from './dom.js';

const SIGN_EVERY = 1_500;

/** The field for a new message. It keeps what is written until the room has it. */
export class Composer {
  #draft = byId('draft');
  #count = byId('draft-count');
  #button = byId('send');
  #open = false;
  #max = 2_000;
  #under = [];
  #signAt = 0;

  /** send(text) returns whether that went out; typing() is called now and then while one writes. */
  constructor(send, typing) {
    const submit = () => {
      const text = this.#draft.value.trim();
      if (this.#ready() && send(text)) {
        this.#under.push(text);
        this.#draft.value = '';
        this.#signAt = 0;
        this.#refresh();
      }
    };
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      submit();
      this.#draft.focus();
    });
    this.#draft.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        submit();
      }
    });
    this.#draft.addEventListener('input', () => {
      this.#refresh();
      if (this.#ready() && Date.now() >= this.#signAt) {
        this.#signAt = Date.now() + SIGN_EVERY;
        typing();
      }
    });
    addEventListener('resize', () => this.#refresh()); // other lines, another height
  }

  set open(open) {
    this.#open = open;
    this.#refresh();
  }

  set room(room) {
    this.#draft.placeholder = `Message #${room}`;
  }

  set max(max) {
    this.#max = max;
    this.#refresh();
  }

  /** Not on a touch screen: there it would call up the keyboard. */
  focus() {
    if (!matchMedia('(pointer: coarse)').matches) {
      this.#draft.focus({ preventScroll: true });
    }
  }

  /** The room has one of our messages. */
  delivered(text) {
    const at = this.#under.indexOf(text);
    if (at >= 0) {
      this.#under.splice(0, at + 1);
    }
  }

  /** After a break: what the room does not have comes back into the field; true if there is such. */
  restore(said) {
    said.forEach((text) => this.delivered(text));
    const lost = this.#under.splice(0);
    if (lost.length > 0) {
      this.#draft.value = [...lost, this.#draft.value].filter(Boolean).join('\n');
      this.#refresh();
    }
    return lost.length > 0;
  }

  #length() {
    return [...this.#draft.value.trim()].length;
  }

  #ready() {
    const length = this.#length();
    return this.#open && length > 0 && length <= this.#max;
  }

  #refresh() {
    this.#button.disabled = !this.#ready();
    const length = this.#length();
    const near = length > this.#max * 0.9;
    this.#count.textContent = near ? `${length} / ${this.#max}` : '';
    this.#count.dataset.over = length > this.#max ? 'yes' : 'no';
    this.#draft.style.setProperty('height', 'auto');
    this.#draft.style.setProperty('height', `${this.#draft.scrollHeight + 2}px`);
  }
}
