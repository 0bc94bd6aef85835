// Keep the place on the page when the reader changes language, and remember the choice for the root page.
document.addEventListener("click", function (event) {
  const link = event.target.closest && event.target.closest(".language-switch a");
  if (!link) return;
  try { localStorage.setItem("accelguide-language", link.hreflang); } catch (_) { /* private browsing */ }
  if (location.hash) link.hash = location.hash;
});
