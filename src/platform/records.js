// Records in the browser's database: heads, which a list reads, apart from bodies, which are read one at a time. A head
// and its body change in one transaction or not at all, and a write on anything but what it was made on is refused.

// Another copy of the page, under another path of the same host, has records of its own.
export const PLACE = `stepwright:${location.pathname.replace(/[^/]*$/, '')}`;
// A database that does not answer, as one does that another tab keeps from being opened, is none.
const PATIENCE_MS = 8_000;

let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE_MS, new DOMException('no answer', 'TimeoutError'));
    const request = indexedDB.open(PLACE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('heads', { keyPath: 'id' });
      request.result.createObjectStore('bodies');
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const opened = request.result;
      const close = () => { opened.close(); opening = undefined; };
      // The person emptied the browser's storage, or a newer page is about to change the database.
      opened.onclose = close;
      opened.onversionchange = close;
      resolve(opened);
    };
  }).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}
// Asked for before the program runs, so that neither waits for the other.
database().catch(() => {});

// Errors are told by their names.
async function transact(mode, work) {
  try {
    const opened = await database();
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(['heads', 'bodies'], mode);
      const [heads, bodies] = ['heads', 'bodies'].map((name) => transaction.objectStore(name));
      let result;
      let refusal;
      const refuse = (error) => {
        refusal = error;
        transaction.abort();
      };
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(refusal ?? transaction.error);
      work({
        heads,
        bodies,
        done: (value) => { result = value; },
        refuse: (name) => refuse(new DOMException('', name)),
        then: (request, act) => {
          request.onsuccess = () => {
            try {
              act(request.result);
            } catch (error) {
              refuse(error);
            }
          };
        },
      });
    });
  } catch (error) {
    throw error?.name ?? 'UnknownError';
  }
}

const under = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/** The heads of all records whose id begins so: id, revision, who wrote it and head, one after the other. */
export function list(prefix) {
  return transact('readonly', ({ heads, done, then }) => then(heads.getAll(under(prefix)), (found) => {
    done(found.flatMap(({ id, revision, by, head }) => [id, revision, by, head]));
  }));
}

/** A record's revision, who wrote it, its head and body; nothing if there is none. */
export function read(id) {
  return transact('readonly', ({ heads, bodies, done, then }) => then(heads.get(id), (found) => {
    if (found) then(bodies.get(id), (body) => done([found.revision, found.by, found.head, body]));
  }));
}

/** Writes a record, with its body or without touching that; gives the new revision. */
export function write(id, by, base, head, body) {
  return transact('readwrite', ({ heads, bodies, done, refuse, then }) => then(heads.get(id), (before) => {
    // What one page writes is in the order in which it wrote.
    if (before && before.by !== by && before.revision !== base) {
      refuse('Stale');
      return;
    }
    const revision = (before?.revision ?? 0) + 1;
    heads.put({ id, revision, by, head });
    if (body !== undefined) bodies.put(body, id);
    done(revision);
  }));
}

/** Makes a record with the body of another. */
export function duplicate(from, id, by, head) {
  return transact('readwrite', ({ heads, bodies, done, refuse, then }) => then(bodies.get(from), (body) => {
    if (body === undefined) {
      refuse('NotFoundError');
      return;
    }
    heads.put({ id, revision: 1, by, head });
    bodies.put(body, id);
    done(1);
  }));
}

/** Makes a record that belongs to another, and removes those whose ids are lines of `instead`. */
export function add(of, id, by, head, body, instead) {
  return transact('readwrite', ({ heads, bodies, refuse, then }) => then(heads.getKey(of), (found) => {
    if (found === undefined) {
      refuse('NotFoundError');
      return;
    }
    for (const store of [heads, bodies]) instead.split('\n').forEach((gone) => store.delete(gone));
    heads.put({ id, revision: 1, by, head });
    bodies.put(body, id);
  }));
}

/** Removes all records whose ids begin in one way or another. */
export function remove(...prefixes) {
  return transact('readwrite', ({ heads, bodies }) => {
    for (const store of [heads, bodies]) prefixes.forEach((prefix) => store.delete(under(prefix)));
  });
}
