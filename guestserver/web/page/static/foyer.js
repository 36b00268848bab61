// Hears at once what becomes of a guest's knock: over a websocket, and by asking now and then where none comes through.
// Without this script the page reloads itself instead.
(() => {
  "use strict";

  const SUBPROTOCOL = "opentalk-signaling-json-v1.0";
  const PING_EVERY = 20e3;
  const SILENCE = 40e3;
  const ANSWER_WITHIN = 5e3;
  const RETRY_FIRST = 500;
  const RETRY_MOST = 30e3;
  const POLL_AFTER = 3;
  const POLL_EVERY = 5e3;
  const BELL = "foyer_bell";

  const main = document.querySelector("main");
  const page = main.dataset;
  const status = document.getElementById("status");
  const bell = document.getElementById("bell");
  let over = false;
  let sound = null;

  function say(what) {
    page.now = what;
    if (status.textContent !== status.dataset[what]) status.textContent = status.dataset[what];
  }

  // jitter spreads what many pages do at the same time.
  function jitter(time) {
    return time * (0.8 + Math.random() * 0.4);
  }

  // enter goes on into the meeting, and first rings for a guest who looks elsewhere.
  function enter() {
    if (over) return;
    over = true;
    if (status) {
      say("allowed");
      document.title = "✔ " + status.dataset.allowed;
    }
    const rings = ring();
    if (rings) navigator.vibrate?.(200);
    setTimeout(() => location.replace(page.base + "/wait"), rings ? 900 : 0);
  }

  // look has the server show what has become true. Should page and server ever disagree, this is no faster than a page without
  // script.
  function look() {
    if (over) return;
    over = true;
    setTimeout(() => location.reload(), performance.now() < 2000 ? 2000 + Math.random() * 2000 : 0);
  }

  // get fetches, but not for ever.
  async function get(url, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), 10e3);
    try {
      return await fetch(url, { cache: "no-store", signal: abort.signal, ...options });
    } finally {
      clearTimeout(timer);
    }
  }

  // ask learns the guest's state, and returns it; an error means that nobody answered.
  async function ask(query = "") {
    const answer = await get(page.base + "/state" + query);
    if (!answer.ok) throw new Error("state: " + answer.status);
    return answer.json();
  }

  // Browsers are silent until a guest has asked for sound on this very page. So the wish is kept, and holds from the next tap on.
  function offerBell() {
    if (!bell || !window.AudioContext) return;
    const set = (on) => {
      bell.setAttribute("aria-pressed", on);
      if (on) sound = sound || new AudioContext();
      else sound = null;
      try {
        on ? localStorage.setItem(BELL, "on") : localStorage.removeItem(BELL);
      } catch {
        // Some browsers keep nothing. The switch holds for this page, then.
      }
    };
    bell.hidden = false;
    bell.addEventListener("click", () => {
      set(bell.getAttribute("aria-pressed") !== "true");
      sound?.resume().then(ring);
    });
    let kept = null;
    try {
      kept = localStorage.getItem(BELL);
    } catch {
      // As above.
    }
    if (kept !== "on") return;
    set(true);
    document.addEventListener("pointerdown", () => sound?.resume(), { once: true });
    document.addEventListener("keydown", () => sound?.resume(), { once: true });
  }

  // ring plays two notes of a doorbell, and returns whether they can be heard.
  function ring() {
    if (sound?.state !== "running") return false;
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
    return true;
  }

  // attendEarly waits for the meeting to start: pushed over an event stream, and asked for where none comes through.
  function attendEarly() {
    let pause = POLL_EVERY;
    let timer = 0;
    let stream = null;
    const started = () => {
      say("allowed");
      document.title = "✔ " + status.dataset.allowed;
      ring();
      // Not all at once: the conference server has just started.
      setTimeout(look, Math.random() * 2000);
    };
    const poll = async () => {
      clearTimeout(timer);
      try {
        const now = await ask();
        if (now.open) return started();
        if (now.state !== page.state) return look();
        say(now.down ? "down" : "waiting");
      } catch {
        say("lost");
      }
      pause = Math.min(pause * 1.3, 60e3);
      timer = setTimeout(poll, jitter(pause));
    };
    const listen = () => {
      stream?.close();
      stream = new EventSource(page.base + "/started");
      stream.addEventListener("open", () => { if (page.now === "lost") poll(); });
      stream.addEventListener("started", poll);
    };
    const wake = () => {
      if (document.hidden || over) return;
      if (stream.readyState === EventSource.CLOSED) listen();
      poll();
    };
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    listen();
    timer = setTimeout(poll, jitter(pause));
  }

  // attendFull sends the form again when the meeting has a free seat.
  function attendFull() {
    let pause = POLL_EVERY;
    const submit = () => {
      const form = document.querySelector("main form");
      if (form && !over) form.requestSubmit();
      else look();
    };
    const poll = async () => {
      try {
        const now = await ask("?full");
        if (!now.full) {
          say("allowed");
          document.title = "✔ " + status.dataset.allowed;
          // Not all at once: the first ones may have taken it.
          return setTimeout(submit, 500 + Math.random() * 2000);
        }
        say("waiting");
      } catch {
        say("lost");
      }
      pause = Math.min(pause * 1.3, 30e3);
      setTimeout(poll, jitter(pause));
    };
    setTimeout(poll, jitter(pause));
  }

  // A denied guest learns that a moderator thought better of it, and when it may ask again.
  function attendDenied() {
    let pause = 10e3;
    const again = page.again === "yes";
    const poll = async () => {
      try {
        const now = await ask();
        if (now.state === "allowed") return enter();
        if (now.state !== "denied" || Boolean(now.again) !== again) return look();
      } catch {
        // The next time will do.
      }
      pause = Math.min(pause * 1.3, 60e3);
      setTimeout(poll, jitter(pause));
    };
    setTimeout(poll, pause);
  }

  function attendWaiting() {
    let socket = null;
    let asking = false;
    let live = false;
    let failures = 0;
    let heard = 0;
    let pinged = 0;
    let retryTimer = 0;
    let lostTimer = 0;
    let polling = false;

    async function connect() {
      clearTimeout(retryTimer);
      if (over || asking || socket) return;
      asking = true;
      try {
        const ticket = await getTicket();
        if (ticket) open(ticket);
      } catch {
        lost();
      } finally {
        asking = false;
      }
    }

    async function getTicket() {
      const answer = await get("/v1/rooms/" + page.meeting + "/start_invited", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ invite_code: page.code }),
      });
      if ([400, 403, 404].includes(answer.status)) return look();
      if (!answer.ok) throw new Error("ticket: " + answer.status);
      return (await answer.json()).ticket;
    }

    function open(ticket) {
      const mine = new WebSocket(location.origin.replace(/^http/, "ws") + "/signaling", [SUBPROTOCOL, "ticket#" + ticket]);
      socket = mine;
      heard = pinged = Date.now();
      mine.onopen = () => send("control", "join");
      mine.onclose = (e) => {
        if (socket !== mine) return;
        // The server is done with this guest, who has left on another page.
        if (e.code === 1000) look();
        else drop();
      };
      mine.onmessage = (e) => { if (socket === mine) hear(e.data); };
    }

    function send(namespace, action) {
      socket.send(JSON.stringify({ namespace, payload: { action } }));
    }

    function hear(data) {
      heard = Date.now();
      const { namespace, payload } = JSON.parse(data);
      switch (namespace + "/" + payload.message) {
        case "moderation/in_waiting_room":
          if (page.now !== "live") say(page.now === "lost" ? "live" : "waiting");
          live = true;
          failures = 0;
          clearTimeout(lostTimer);
          lostTimer = 0;
          if (payload.foyer) {
            showPlace(payload.foyer);
            showSaid(payload.foyer.message || "");
          }
          break;
        case "moderation/accepted":
          enter();
          break;
        case "foyer/queue":
          showPlace(payload);
          break;
        case "foyer/said":
          showSaid(payload.text || "");
          break;
        case "foyer/renamed":
          document.querySelector("#hello bdi").textContent = payload.name;
          break;
        case "foyer/denied":
        case "foyer/meeting_ended":
          look();
          break;
        case "control/error":
          drop();
      }
    }

    function drop() {
      const old = socket;
      socket = null;
      old.close();
      lost();
    }

    function lost() {
      if (over) return;
      live = false;
      failures++;
      // Most breaks are over before anyone needs to know.
      lostTimer = lostTimer || setTimeout(() => { if (!live && !polling && !over) say("lost"); }, 1500);
      retryTimer = setTimeout(connect, Math.random() * Math.min(RETRY_MOST, RETRY_FIRST * 2 ** failures));
      if (failures >= POLL_AFTER && !polling) poll();
    }

    async function poll() {
      polling = !live && !over;
      if (!polling) return;
      try {
        const { state } = await ask();
        if (live || over) {
          polling = false;
          return;
        }
        if (state === "allowed" || state === "entering") return enter();
        if (state !== "waiting") return look();
        say(page.now === "lost" ? "live" : page.now || "waiting");
      } catch {
        if (!live && !over) say("lost");
      }
      setTimeout(poll, jitter(POLL_EVERY));
    }

    function watch() {
      if (!socket || over) return;
      const now = Date.now();
      if (now - heard > (live ? SILENCE : ANSWER_WITHIN)) {
        if (!live) failures = POLL_AFTER; // Something in between swallows what is said: ask meanwhile.
        drop();
      } else if (socket.readyState === WebSocket.OPEN && now - pinged > PING_EVERY) {
        pinged = now;
        send("echo", "ping");
      }
    }

    // wake makes up for the time in which a phone slept or had no network.
    function wake() {
      if (over || document.hidden) return;
      if (!socket) return connect();
      if (socket.readyState !== WebSocket.OPEN) return;
      heard = Math.min(heard, Date.now() - SILENCE + ANSWER_WITHIN);
      pinged = Date.now();
      send("echo", "ping");
    }

    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    setInterval(watch, 1000);
    connect();
  }

  function showPlace({ place, of }) {
    const line = document.getElementById("place");
    line.hidden = !place;
    line.textContent = place === 1 ? line.dataset.next : line.dataset.text.replace("#", place).replace("#", of);
  }

  function showSaid(text) {
    const said = document.getElementById("said");
    said.hidden = !text;
    const p = said.querySelector("p");
    if (p.textContent !== text) p.textContent = text;
  }

  // British and American clocks differ; the page only knows that it is English.
  function locale() {
    const lang = document.documentElement.lang;
    return navigator.language.startsWith(lang) ? navigator.language : lang;
  }

  function showTimes() {
    for (const time of document.querySelectorAll("time[data-local]")) {
      time.textContent = new Date(time.dateTime).toLocaleString(locale(), { dateStyle: "full", timeStyle: "short" });
    }
    const since = document.getElementById("since");
    if (!since) return;
    const time = new Date(since.dateTime).toLocaleTimeString(locale(), { timeStyle: "short" });
    since.textContent = since.dataset.text.replace("…", time);
  }

  // Whoever sends a form is on the way to another page, and must not be called back by what the server says meanwhile.
  document.addEventListener("submit", () => { over = true; });

  // A page that the browser kept from before does not know what happened since.
  window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });

  showTimes();
  offerBell();
  switch (page.page) {
    case "wait": attendWaiting(); break;
    case "early": attendEarly(); break;
    case "full": attendFull(); break;
    case "denied": attendDenied();
  }
})();
