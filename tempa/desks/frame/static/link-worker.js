// Pages of a link (a workshop's work, a driver's round, a recipient's machines) open without a network: what was opened here is kept as it was, and asked for anew where there is one.
// GONE stands in front of this text; the server writes it in the reader's language.
const CACHE = "tempa-link-1", WAIT = 8000, OLDEST = 40;
const IS_PAGE = /^\/t\/[^/]+\/(kerja|ronde|mesin)\/(.+\/)?$/, IS_FILE = /^\/static\/(link|unsent)\b/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (IS_FILE.test(pathname)) event.respondWith(kept(event.request));
  else if (IS_PAGE.test(pathname)) event.respondWith(fresh(event.request, pathname));
});

// Files bear a name of their state: what is there is right.
async function kept(request) {
  const cache = await caches.open(CACHE), found = await cache.match(request, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

// The server's page where it answers in time; a link that has ended takes its pages along.
async function fresh(request, pathname) {
  const cache = await caches.open(CACHE), stop = new AbortController(), clock = setTimeout(() => stop.abort(), WAIT);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answer.ok && !answer.redirected) await keep(cache, pathname, answer.clone());
    else if ([403, 404, 410].includes(answer.status)) await forget(cache, pathname);
    return answer;
  } catch {
    return (await cache.match(pathname, { ignoreVary: true })) ?? new Response(GONE, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  } finally {
    clearTimeout(clock);
  }
}

async function keep(cache, pathname, answer) {
  await cache.put(pathname, answer);
  const pages = (await cache.keys()).filter((one) => IS_PAGE.test(new URL(one.url).pathname));
  await Promise.all(pages.slice(0, -OLDEST).map((one) => cache.delete(one)));
}

async function forget(cache, pathname) {
  const code = pathname.split("/")[2];
  const pages = (await cache.keys()).filter((one) => new URL(one.url).pathname.split("/")[2] === code);
  await Promise.all(pages.map((one) => cache.delete(one)));
}
