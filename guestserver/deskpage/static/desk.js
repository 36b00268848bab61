// Makes the desk live. It hears over the signaling that something happened, fetches the page anew, and changes what is another; forms are
// sent without leaving the page. Without this script the page reloads itself instead, and looks the same.
(() => {
  "use strict";

  const SUBPROTOCOL = "opentalk-signaling-json-v1.0";
  const PING_EVERY = 20e3;
  const SILENCE = 40e3;
  const RETRY_FIRST = 500;
  const RETRY_MOST = 30e3;
  const POLL_EVERY = 5e3;
  // The page says how long somebody waits, which changes by itself.
  const FRESHEN_EVERY = 30e3;
  // A crowd is looked at less often, and read out and rung for at most so often.
  const CROWD = 100;
  const TELL_EVERY = 4e3;
  const RING_EVERY = 10e3;
  const NOTE_STAYS = 8e3;
  const GIVE_UP = 10e3;

  const main = document.querySelector("main");
  const page = main.dataset;
  const kind = page.page;
  const $ = (id) => document.getElementById(id);
  const rows = () => [...document.querySelectorAll("#guests > li")];

  // jitter spreads what many pages do at the same time.
  const jitter = (time) => time * (0.8 + Math.random() * 0.4);

  /* --- The page, fetched anew --- */

  let asked = 0;
  let shown = 0;

  // load fetches the page, or sends a form that answers with it, and shows it unless a later answer is shown already. It returns
  // whether what was asked for was done; an error means that nobody answered.
  async function load(url, options) {
    const mine = ++asked;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), GIVE_UP);
    try {
      const answer = await fetch(url, { cache: "no-store", signal: abort.signal, ...options });
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (next.querySelector("main")?.dataset.page !== kind) {
        if (answer.status >= 500) throw new Error("status " + answer.status);
        // Signed out, or no moderator any more: the server shows what is to be done.
        location.assign(answer.redirected ? answer.url : page.base);
        return false;
      }
      if (mine > shown) {
        shown = mine;
        take(next, options);
      }
      reached();
      return answer.ok;
    } catch (e) {
      missed();
      throw e;
    } finally {
      clearTimeout(timer);
    }
  }

  let wanted = false;
  let loading = false;
  let timer = 0;
  let loaded = 0;

  // refresh shows what is true by now, soon, and once for all that asks for it meanwhile.
  function refresh() {
    wanted = true;
    if (loading || timer) return;
    const pause = Number(page.count) > CROWD ? 2000 : 150;
    timer = setTimeout(async () => {
      timer = 0;
      wanted = false;
      loading = true;
      try {
        await load(page.base);
      } catch {
        // missed has noted it, and the next round tries again.
      }
      loading = false;
      loaded = Date.now();
      if (wanted) refresh();
    }, Math.max(0, loaded + pause - Date.now()));
  }

  let oldTimer = 0;

  function reached() {
    clearTimeout(oldTimer);
    oldTimer = 0;
    document.body.classList.remove("old");
    if ($("lost").textContent) $("lost").textContent = "";
  }

  // missed says that what is shown may be old. Most breaks are over before anyone needs to know.
  function missed() {
    oldTimer = oldTimer || setTimeout(() => {
      document.body.classList.add("old");
      $("lost").textContent = page.lost;
    }, 1500);
  }

  let freshTimer = 0;
  let noteUntil = 0;

  // take shows a page in the place of this one; form is set if it answers a form. What is the same stays, with its focus.
  function take(next, form) {
    const fresh = next.querySelector("main");
    showClocks(fresh);
    if (form) noteUntil = fresh.querySelector("#note p") ? Date.now() + NOTE_STAYS : 0;
    else if (Date.now() >= noteUntil) noteUntil = 0;
    else fresh.querySelector("#note").replaceWith($("note").cloneNode(true));
    const before = { ids: new Set(rows().map((r) => r.id)), count: Number(page.count), whole: !$("more") };
    const undos = new Set([...document.querySelectorAll("#fresh > li")].map((u) => u.id));
    const focus = document.activeElement;
    const row = focus?.closest("#guests > li");
    const index = row ? rows().indexOf(row) : -1;
    const inMain = main.contains(focus);

    morph(main, fresh);
    document.title = next.title;

    if (inMain && !focus.isConnected) (rows()[Math.min(index, rows().length - 1)] || $("waiting"))?.focus();
    for (const u of document.querySelectorAll("#fresh > li")) {
      if (!undos.has(u.id)) tell(u.querySelector("span").textContent);
    }
    if (!form?.undoes) greet(before);
    arm();
  }

  // arm has what is shown for a while taken away in time.
  function arm() {
    const undos = [...document.querySelectorAll("#fresh > li")];
    for (const u of undos) u.until = Date.now() + Number(u.dataset.left);
    const lefts = undos.map((u) => Number(u.dataset.left));
    if (noteUntil) lefts.push(noteUntil - Date.now());
    clearTimeout(freshTimer);
    if (lefts.length) freshTimer = setTimeout(expire, Math.max(100, Math.min(...lefts) + 100));
  }

  function expire() {
    for (const u of [...document.querySelectorAll("#fresh > li")].filter((u) => u.until <= Date.now())) {
      if (u.contains(document.activeElement)) $("waiting").focus();
      u.remove();
    }
    refresh();
  }

  // morph makes a node like another. Children are the same if their ids are; what the script looks after itself is left alone.
  function morph(now, next) {
    if (now.isEqualNode(next)) return;
    if (now.nodeName !== next.nodeName || (now.id || "") !== (next.id || "")) {
      now.replaceWith(next);
      return;
    }
    if (now.nodeType !== Node.ELEMENT_NODE) {
      now.data = next.data;
      return;
    }
    if (now.hasAttribute("data-own")) return;
    for (const { name } of [...now.attributes]) {
      if (name !== "open" && !next.hasAttribute(name)) now.removeAttribute(name);
    }
    for (const { name, value } of next.attributes) {
      if (now.getAttribute(name) !== value) now.setAttribute(name, value);
    }
    morphChildren(now, next);
  }

  function morphChildren(now, next) {
    const ids = new Set([...next.children].map((c) => c.id));
    const kept = new Map();
    for (const c of [...now.children]) {
      if (c.id && !ids.has(c.id)) c.remove();
      else if (c.id) kept.set(c.id, c);
    }
    let at = now.firstChild;
    const skip = () => {
      const gone = at;
      at = at.nextSibling;
      return gone;
    };
    for (const c of [...next.childNodes]) {
      const same = c.id && kept.get(c.id);
      if (same) {
        while (at && at !== same && !at.id) skip().remove();
        if (at === same) skip();
        else now.insertBefore(same, at);
        morph(same, c);
      } else if (!c.id && at && !at.id) {
        morph(skip(), c);
      } else {
        now.insertBefore(c, at);
      }
    }
    while (at) skip().remove();
  }

  // British and American clocks differ; the page only knows that it is English.
  function showClocks(root) {
    const lang = document.documentElement.lang;
    const locale = navigator.language.startsWith(lang) ? navigator.language : lang;
    for (const time of root.querySelectorAll("time[data-clock]")) {
      time.textContent = new Date(time.dateTime).toLocaleTimeString(locale, { timeStyle: "short" });
    }
  }

  /* --- Acting --- */

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.getAttribute("method") !== "post" || form.target || !form.getAttribute("action").startsWith("/desk/")) return;
    e.preventDefault();
    act(form, e.submitter);
  });

  async function act(form, button) {
    const data = new URLSearchParams(new FormData(form));
    if (button?.name) data.append(button.name, button.value);
    const row = button?.closest("#guests > li");
    row?.setAttribute("aria-busy", "true");
    const complain = (text) => {
      const place = dialog?.contains(form) ? dialog.querySelector("[role=alert]") : $("note");
      const p = document.createElement("p");
      p.className = "note";
      p.textContent = text;
      place.replaceChildren(p);
    };
    try {
      const action = form.getAttribute("action");
      const done = await load(action, { method: "POST", body: data, undoes: action.endsWith("/undo") });
      if (!dialog?.contains(form)) return;
      if (done) dialog.close();
      else complain($("note").textContent);
    } catch {
      row?.removeAttribute("aria-busy");
      noteUntil = Date.now() + NOTE_STAYS;
      complain(page.failed);
      refresh();
    }
  }

  // The second click of a double click would be on the guest who has moved up.
  document.addEventListener("click", (e) => {
    if (e.detail > 1 && e.target.closest("#guests button")) e.preventDefault();
  });

  /* --- Pages of their own, shown in a dialog --- */

  const dialog = kind === "room" && window.HTMLDialogElement ? document.createElement("dialog") : null;
  if (dialog) document.body.append(dialog);

  document.addEventListener("click", async (e) => {
    const link = e.target.closest("a[data-dialog]");
    if (!link || !dialog || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    try {
      const answer = await fetch(link.href, { cache: "no-store" });
      const card = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("card");
      const close = document.createElement("button");
      close.type = "button";
      close.className = "quiet close";
      close.textContent = page.close;
      close.addEventListener("click", () => dialog.close());
      const note = document.createElement("div");
      note.setAttribute("role", "alert");
      card.querySelector("h1").id = "dialog-title";
      dialog.setAttribute("aria-labelledby", "dialog-title");
      dialog.replaceChildren(close, note, card);
      dialog.showModal();
    } catch {
      location.assign(link.href);
    }
  });

  /* --- What is told, rung and shown --- */

  const words = [];
  let newcomers = [];
  let knocks = 0;
  let toldAt = 0;
  let tellTimer = 0;

  // greet tells who has begun to wait since. Of a crowd that is not all on the page only the number is known.
  function greet({ ids, count, whole }) {
    const come = whole ? rows().filter((r) => !ids.has(r.id)) : [];
    const more = Math.max(come.length, Number(page.count) - count);
    if (more <= 0) return;
    newcomers.push(...come);
    knocks += more;
    ring(false);
    tell();
  }

  // tell has a screen reader say something, and the system show a notification: all that came together at once, and not too often.
  function tell(text) {
    if (text) words.push(text);
    if (tellTimer) return;
    tellTimer = setTimeout(() => {
      tellTimer = 0;
      toldAt = Date.now();
      // Some may have been decided on meanwhile.
      const wait = newcomers.filter((r) => r.isConnected);
      knocks = Math.min(knocks - newcomers.length + wait.length, Number(page.count));
      if (knocks > 0) {
        const said = knocks > Math.min(3, wait.length) ? [page.knocks.replace("~", knocks)]
          : wait.map((r) => page.knock.replace("~", () => r.dataset.name)); // A name may have a $ in it.
        notify(said.join("\n"));
        words.unshift(...said);
      }
      newcomers = [];
      knocks = 0;
      $("news").textContent = words.slice(-4).join(". ");
      words.length = 0;
    }, Math.max(200, toldAt + TELL_EVERY - Date.now()));
  }

  function notify(text) {
    if (!window.Notification || Notification.permission !== "granted" || !document.hidden) return;
    try {
      const shown = new Notification(document.querySelector("h1").textContent, { body: text, tag: location.pathname });
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
    } catch {
      // Browsers on telephones show notifications of installed pages only.
    }
  }

  let sound = null;
  let rungAt = 0;

  // ring plays two notes of a doorbell. Browsers are silent until somebody has touched the page.
  function ring(now) {
    if (sound?.state !== "running" || kept("bell") === "off" || (!now && Date.now() - rungAt < RING_EVERY)) return;
    rungAt = Date.now();
    [[659, 0], [523, 0.28]].forEach(([pitch, at]) => {
      const start = sound.currentTime + at;
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.25, start + 0.01);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
      tone.connect(volume).connect(sound.destination);
      tone.start(start);
      tone.stop(start + 0.6);
    });
  }

  function wakeSound() {
    if (!window.AudioContext || kept("bell") === "off") return;
    sound = sound || new AudioContext();
    sound.resume();
  }

  // kept and keep are this browser's own settings. Some browsers keep nothing: they hold for this page, then.
  const held = {};
  function kept(name) {
    try {
      return held[name] ?? localStorage.getItem("foyer_desk_" + name);
    } catch {
      return held[name];
    }
  }
  function keep(name, value) {
    held[name] = value;
    try {
      localStorage.setItem("foyer_desk_" + name, value);
    } catch {
      // As above.
    }
  }

  function offerSettings() {
    const bell = $("bell");
    const keys = $("keys");
    const ask = $("notify");
    $("browser").hidden = false;
    for (const box of [bell, keys].filter(Boolean)) {
      box.checked = kept(box.id) !== "off";
      box.addEventListener("change", () => keep(box.id, box.checked ? "on" : "off"));
    }
    bell.addEventListener("change", () => {
      wakeSound();
      if (bell.checked) sound?.resume().then(() => ring(true));
    });
    if (window.Notification && window.isSecureContext && Notification.permission === "default") {
      ask.hidden = false;
      ask.addEventListener("click", async () => { ask.hidden = (await Notification.requestPermission()) !== "default"; });
    }
  }

  function offerCopies() {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const label = button.textContent;
        if (!(await copy(button.dataset.copy))) return;
        button.textContent = button.dataset.done;
        tell(button.dataset.done);
        setTimeout(() => { button.textContent = label; }, 2000);
      });
    }
  }

  // copy copies a text. Where a page did not come by HTTPS only the old way is open.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const focus = document.activeElement;
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      focus?.focus();
      return done;
    }
  }

  /* --- Keys --- */

  function decideByKey(name, everyone) {
    const row = document.activeElement?.closest("#guests > li") || rows()[0];
    const button = everyone ? document.querySelector(`#everyone [value=${name}]`) : row?.querySelector(`[name=${name}]`);
    button?.click();
  }

  function mark(step) {
    const all = rows();
    const now = all.indexOf(document.activeElement?.closest("#guests > li"));
    const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, now + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }

  document.addEventListener("keydown", (e) => {
    wakeSound();
    if (kind !== "room" || kept("keys") === "off" || dialog?.open || e.defaultPrevented || e.isComposing) return;
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (mark(key === "ArrowDown" ? 1 : -1)) e.preventDefault();
      return;
    }
    if (e.repeat) return;
    if (key === "a") decideByKey("allow", e.shiftKey);
    if (key === "d") decideByKey("deny", e.shiftKey);
    if (key === "u") document.querySelector("#fresh button")?.click();
  });
  document.addEventListener("pointerdown", wakeSound);

  /* --- The signaling --- */

  let socket = null;
  let connecting = false;
  let live = false;
  let failures = 0;
  let heard = 0;
  let pinged = 0;
  let retryTimer = 0;
  let resumption = "";

  async function connect() {
    clearTimeout(retryTimer);
    if (connecting || socket) return;
    connecting = true;
    try {
      const answer = await fetch(page.base + "/ticket", {
        method: "POST", cache: "no-store", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ resumption }),
      });
      if (!answer.ok) throw new Error("ticket: " + answer.status);
      const given = await answer.json();
      resumption = given.resumption;
      open(given.ticket);
    } catch {
      lose();
    }
    connecting = false;
  }

  function open(ticket) {
    const mine = new WebSocket(location.origin.replace(/^http/, "ws") + "/signaling", [SUBPROTOCOL, "ticket#" + ticket]);
    socket = mine;
    heard = pinged = Date.now();
    mine.onopen = () => send("control", "join");
    mine.onclose = () => { if (socket === mine) drop(); };
    mine.onmessage = (e) => { if (socket === mine) hear(JSON.parse(e.data)); };
  }

  function send(namespace, action) {
    socket.send(JSON.stringify({ namespace, payload: { action } }));
  }

  // hear notes that something happened. What it is the page says, fetched anew: so it is the same with and without this script.
  function hear({ namespace, payload }) {
    heard = Date.now();
    if (namespace === "echo") return;
    if (namespace + "/" + payload.message === "control/join_success") {
      live = true;
      failures = 0;
      document.body.classList.add("live");
    }
    if (namespace + "/" + payload.message === "control/error" && !live) return drop();
    refresh();
  }

  function drop() {
    const old = socket;
    socket = null;
    old.close();
    lose();
  }

  // lose comes back after a while, each page at its own time, and looks meanwhile what is true.
  function lose() {
    live = false;
    failures++;
    document.body.classList.remove("live");
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, Math.random() * Math.min(RETRY_MOST, RETRY_FIRST * 2 ** failures));
    refresh();
  }

  function watch() {
    if (!socket) return;
    const now = Date.now();
    if (now - heard > SILENCE) {
      drop();
    } else if (socket.readyState === WebSocket.OPEN && now - pinged > PING_EVERY) {
      pinged = now;
      send("echo", "ping");
    }
  }

  function poll() {
    if (!live) refresh();
    setTimeout(poll, jitter(POLL_EVERY));
  }

  // wake makes up for the time in which a telephone slept or had no network.
  function wake() {
    if (document.hidden) return;
    refresh();
    if (kind !== "room") return;
    if (!socket) return void connect();
    if (socket.readyState !== WebSocket.OPEN) return;
    heard = Math.min(heard, Date.now() - SILENCE + 5e3);
    pinged = Date.now();
    send("echo", "ping");
  }

  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", (e) => { if (e.persisted) wake(); });
  showClocks(document);
  setTimeout(poll, jitter(POLL_EVERY));
  offerSettings();
  if (kind === "room") {
    offerCopies();
    arm();
    setInterval(watch, 1000);
    setInterval(refresh, FRESHEN_EVERY);
    connect();
  }
})();
