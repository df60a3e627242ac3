/* Pictures from the server: the one that is wanted at once, its neighbours ahead of time, as many as fit in memory. */

const KEPT = 160;
const AHEAD_AT_ONCE = 3;

class Refused extends Error {}

async function fetched(address, priority) {
  const answer = await fetch(address, { priority });
  if (!answer.ok) {
    const told = await answer.json().catch(() => null);
    throw new Refused(told?.error?.message ?? `No picture: the server answered ${answer.status}.`);
  }
  const told = answer.headers.get("X-Slice-Window");
  return { bitmap: await createImageBitmap(await answer.blob()), window: told.split(",") };
}

export class Pictures {
  #kept = new Map();
  #queue = [];
  #busy = 0;
  #wishes = 0;

  /* The picture if it is here already. */
  here(address) {
    return this.#kept.get(address)?.picture;
  }

  /* A promise of the picture. */
  get(address, priority = "high") {
    const found = this.#kept.get(address);
    if (found) {
      this.#kept.delete(address);
      this.#kept.set(address, found);
      return found.promise;
    }
    const entry = { picture: null, promise: null };
    entry.promise = fetched(address, priority).then(
      (picture) => (entry.picture = picture),
      (error) => {
        // What the server refuses it will refuse again; what did not come may come the next time.
        if (!(error instanceof Refused)) this.#kept.delete(address);
        throw error;
      },
    );
    this.#kept.set(address, entry);
    while (this.#kept.size > KEPT) this.#drop(this.#kept.keys().next().value);
    return entry.promise;
  }

  /* Show the picture of a plane. One at a time is asked for, then the newest wish: a hand that moves fast sees some of
     the slices on its way, and never one over a later one. */
  async draw(plane, address) {
    const wish = (this.#wishes += 1);
    plane.wish = { address, wish };
    const show = ({ bitmap }) => {
      if (wish < plane.seen) return;
      plane.seen = wish;
      plane.show(bitmap, address);
    };
    const here = this.here(address);
    if (here) return show(here);
    if (plane.waiting) return;
    plane.waiting = true;
    try {
      show(await this.get(address));
    } catch (error) {
      if (plane.wish.address === address) plane.refuse(error instanceof Refused ? error.message : "No picture: no answer from the server.");
    } finally {
      plane.waiting = false;
    }
    if (plane.wish.address !== address) this.draw(plane, plane.wish.address);
  }

  /* These are likely next, the likeliest first; what was likely before is not any more. */
  ahead(addresses) {
    this.#queue = addresses.filter((address) => !this.#kept.has(address));
    this.#next();
  }

  #next() {
    while (this.#busy < AHEAD_AT_ONCE && this.#queue.length) {
      this.#busy += 1;
      this.get(this.#queue.shift(), "low")
        .catch(() => null)
        .finally(() => {
          this.#busy -= 1;
          this.#next();
        });
    }
  }

  #drop(address) {
    const { promise } = this.#kept.get(address);
    this.#kept.delete(address);
    promise.then(({ bitmap }) => bitmap.close()).catch(() => null);
  }
}
