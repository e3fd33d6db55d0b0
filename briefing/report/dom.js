// Elements made of text: nothing here reads HTML, so nothing an article says can run.
"use strict";

const Dom = (() => {
  const byId = (id) => document.getElementById(id);

  // element("a", {href: ...}, "text", child...): attributes are ours, children are text.
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  // A link where the address is a web address, else plain text.
  const link = (address, text) => {
    let protocol = "";
    try {
      protocol = new URL(address).protocol;
    } catch {
      return document.createTextNode(text);
    }
    if (protocol !== "https:" && protocol !== "http:") return document.createTextNode(text);
    return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
  };

  const titleOf = (article) => article.title ?? `Untitled (${article.doc_id})`;

  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  // "2023-09-05" as exactly as it is known.
  const day = (date, precision) => {
    if (!date || precision === "unknown") return "date unknown";
    const [year, month, number] = date.split("-").map(Number);
    if (precision === "year") return String(year);
    const name = `${MONTHS[month - 1]} ${year}`;
    return precision === "month" ? name : `${number} ${name}`;
  };

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = (target) => target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });

  const download = (name, text) => {
    const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };

  // Spreadsheets run cells that start like a formula; an apostrophe keeps them text.
  const csv = (rows) => {
    const quoted = (value) => {
      const text = String(value ?? "");
      const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
      return `"${safe.replace(/"/g, '""')}"`;
    };
    return rows.map((row) => row.map(quoted).join(",")).join("\r\n");
  };

  return { byId, csv, day, download, element, link, show, titleOf };
})();
