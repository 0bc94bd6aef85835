// Choose a language: the one chosen before, else the browser's. Without JavaScript the page offers both.
(function () {
  let chosen = null;
  try { chosen = localStorage.getItem("accelguide-language"); } catch (_) { /* private browsing */ }
  const wanted = chosen || navigator.languages.find((one) => /^(zh|en)/i.test(one)) || "en";
  location.replace((/^zh/i.test(wanted) ? "zh" : "en") + "/index.html" + location.hash);
})();
