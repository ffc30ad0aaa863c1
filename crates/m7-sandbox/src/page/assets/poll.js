// Asks again and again: about once a second, never while the page is hidden, less often while it
// fails.

const EVERY = 1_000;
const LONGEST = 15_000;

/** Repeats `task`, an async function, until the page is closed. */
export class Poll {
  #task;
  #onFailure;
  #timer = 0;
  #failures = 0;
  #running = false;
  #again = false;

  constructor(task, onFailure) {
    this.#task = task;
    this.#onFailure = onFailure;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) clearTimeout(this.#timer);
      else this.now();
    });
  }

  /** Asks at once, or, if a question is under way, as soon as that is answered. */
  async now() {
    clearTimeout(this.#timer);
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      await this.#task();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#onFailure(error);
    }
    this.#running = false;
    if (this.#again) {
      this.#again = false;
      this.now();
    } else if (!document.hidden) {
      this.#timer = setTimeout(() => this.now(), this.#pause());
    }
  }

  #pause() {
    return this.#failures === 0 ? EVERY : Math.min(LONGEST, EVERY * 2 ** (this.#failures - 1));
  }
}
