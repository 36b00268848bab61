// Keeps the page fresh: who is inside, whether the meeting still runs, and whether one who waits has been let in. Without
// this script the page stays as it was.
"use strict";
const letIn = async () => {
  const poll = new URL("/bigbluebutton/api/guestWait", location);
  poll.search = new URLSearchParams({ sessionToken: new URLSearchParams(location.search).get("sessionToken"), redirect: "false" });
  const { response } = await (await fetch(poll, { cache: "no-store" })).json();
  return response.guestStatus === "ALLOW" && response.url;
};
const refresh = async () => {
  try {
    const way = document.querySelector("main.waiting") && await letIn();
    if (way) return location.replace(way);
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector("main");
    const now = document.querySelector("main");
    if (!next || next.isEqualNode(now)) return;
    const focused = document.activeElement?.getAttribute("href");
    document.title = fresh.title;
    now.replaceWith(next);
    if (next.classList.contains("out")) clearInterval(timer);
    if (focused) next.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  } catch {
    // No network for a moment: the next round tries again.
  }
};
const timer = setInterval(refresh, 5000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
