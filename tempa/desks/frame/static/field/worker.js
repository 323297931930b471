// The field page opens without a network: the worker keeps one whole state of the program and answers from it.
// VERSION, BASE and FILES stand in front of this text; the server writes them.
const CACHE = `tempa-field-${BASE}-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(fetch_all().then(() => self.skipWaiting()));
});
// All or nothing: of a state that came half nothing is used, and the phone goes on with the one that it has. One file after
// the other: many at once wait for one another on a phone's few connections.
async function fetch_all() {
  const cache = await caches.open(CACHE);
  for (const file of FILES) {
    const answer = await fetch(file, { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    await cache.put(file, answer);
  }
}
self.addEventListener("activate", (event) => {
  event.waitUntil(drop_earlier().then(() => self.clients.claim()));
});
// The state before this one stays: a page that was being opened from it may still ask for its files.
async function drop_earlier() {
  const names = (await caches.keys()).filter((name) => name.startsWith(`tempa-field-${BASE}-`) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}
// What is kept is answered from the store; all else (tasks, envelopes, photos) goes to the server untouched.
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !(pathname === BASE || pathname.startsWith(`${BASE}p/`))) return;
  event.respondWith(answer(event.request, pathname));
});
async function answer(request, pathname) {
  const kept = await (await caches.open(CACHE)).match(pathname);
  return kept ?? (pathname === BASE ? undefined : await caches.match(pathname)) ?? fetch(request);
}
