// Words and numbers of the static briefing, as in briefing.charts.text and analysis.labels.
"use strict";

const Words = (() => {
  const UNKNOWN = "unknown";

  const escaped = (text) =>
    String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const wrapped = (text, width) => {
    const lines = [""];
    for (const word of String(text).split(/\s+/u).filter(Boolean)) {
      const last = lines[lines.length - 1];
      const longer = `${last} ${word}`.trim();
      if ([...longer].length > width && last) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines.map(escaped).join("<br>");
  };

  const grouped = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const counted = (n, [one, many]) => `${grouped(n)} ${n === 1 ? one : many}`;
  const percent = (share) => `${Math.floor(share * 100 + 0.5)}%`;
  const whole = (value) => `${value === 0 ? "" : value > 0 ? "+" : "\u2212"}${Math.abs(value)}`;
  const signed = (value) => {
    const hundredths = Math.floor(Math.abs(value) * 100 + 0.5 + 1e-9);
    const sign = hundredths === 0 ? "" : value > 0 ? "+" : "\u2212";
    return `${sign}${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
  };

  const label = (column, code, names) => {
    if (code === null || code === UNKNOWN) {
      return { source: "Unknown outlet", period: "No date", reported: "No date" }[column] ?? "Not named";
    }
    const known = names[column];
    return (known && Object.hasOwn(known, code) && known[code]) || String(code);
  };

  return { UNKNOWN, counted, escaped, grouped, label, percent, signed, whole, wrapped };
})();
