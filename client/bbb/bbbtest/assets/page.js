// Keeps the page fresh: who is inside, and whether the meeting still runs. Without this script the page stays as it was.
"use strict";
const refresh = async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector("main");
    const now = document.querySelector("main");
    if (!next || next.isEqualNode(now)) return;
    const onLeave = document.activeElement?.classList.contains("leave");
    document.title = fresh.title;
    now.replaceWith(next);
    if (next.classList.contains("out")) clearInterval(timer);
    if (onLeave) next.querySelector(".leave")?.focus();
  } catch {
    // No network for a moment: the next round tries again.
  }
};
const timer = setInterval(refresh, 5000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
