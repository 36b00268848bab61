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

  const main = document.querySelector("main");
  const page = main.dataset;
  const status = document.getElementById("status");
  let over = false;

  function say(what) {
    page.now = what;
    if (status.textContent !== status.dataset[what]) status.textContent = status.dataset[what];
  }

  function enter() {
    if (over) return;
    over = true;
    if (status) {
      say("allowed");
      document.title = status.dataset.allowed;
    }
    location.replace(page.base + "/wait");
  }

  // The server shows what has become true. Should page and server ever disagree, this is no faster than a page without script.
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
  async function ask() {
    const answer = await get(page.base + "/state");
    if (answer.status === 404) return { state: "unknown" };
    if (!answer.ok) throw new Error("state: " + answer.status);
    return answer.json();
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
      setTimeout(poll, pause * (0.8 + Math.random() * 0.4));
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
          break;
        case "moderation/accepted":
          enter();
          break;
        case "foyer/denied":
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
      setTimeout(poll, POLL_EVERY * (0.8 + Math.random() * 0.4));
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

  function showSince() {
    const since = document.getElementById("since");
    const lang = document.documentElement.lang;
    // British and American clocks differ; the page only knows that it is English.
    const local = navigator.language.startsWith(lang) ? navigator.language : lang;
    const time = new Date(since.dateTime).toLocaleTimeString(local, { timeStyle: "short" });
    since.textContent = since.dataset.text.replace("…", time);
  }

  // A page that the browser kept from before does not know what happened since.
  window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });

  if (page.page === "wait") {
    showSince();
    attendWaiting();
  } else {
    attendDenied();
  }
})();
