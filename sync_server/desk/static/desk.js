// Comfort only: every page works without this file.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// On a narrow screen the open page's name may lie beyond the edge.
document.querySelector(".pages-of [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
