// Periods to the bins of a time axis, as in briefing.charts.bins.
"use strict";

const Bins = (() => {
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const MAX_GAP_MONTHS = 6, MAX_GAP_YEARS = 3, MAX_MONTHS = 48;

  const monthNumber = (period) => Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1;
  const yearNumber = (period) => Number(period.slice(0, 4));
  const monthName = (number) => `${MONTHS[number % 12]} ${Math.floor(number / 12)}`;

  const periodOf = (number, byMonth) =>
    byMonth
      ? `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`
      : String(number).padStart(4, "0");

  const tick = (number, first, last) => {
    const month = number % 12;
    if (last - first > 24 && month % 6 && number !== first) return "";
    const year = month === 0 || number === first ? `<br>${Math.floor(number / 12)}` : "";
    return MONTHS[month] + year;
  };

  const countedBy = (totals, periods, number) => {
    const counts = new Map();
    for (const period of periods) {
      const key = number(period);
      counts.set(key, (counts.get(key) ?? 0) + totals.get(period));
    }
    return counts;
  };

  const mainStretch = (counts, maxGap) => {
    let best = [0, -1], bestN = -1, runFirst = 0, runN = 0, previous = null;
    for (const number of [...counts.keys()].sort((a, b) => a - b)) {
      if (previous === null || number - previous > maxGap) [runFirst, runN] = [number, 0];
      runN += counts.get(number);
      previous = number;
      if (runN >= bestN) [best, bestN] = [[runFirst, number], runN];
    }
    return best;
  };

  const timeBins = (totals) => {
    const dated = [...totals.keys()].filter((period) => period !== Words.UNKNOWN).sort(Rows.compare);
    const months = countedBy(totals, dated.filter((p) => p.length === 7), monthNumber);
    let [first, last] = mainStretch(months, MAX_GAP_MONTHS);
    const byMonth = months.size > 0 && last - first < MAX_MONTHS;
    if (!byMonth) [first, last] = mainStretch(countedBy(totals, dated, yearNumber), MAX_GAP_YEARS);
    const place = (period) => {
      if (byMonth && period.length === 4) {
        const year = yearNumber(period);
        return year < Math.floor(first / 12) ? "before" : year > Math.floor(last / 12) ? "after" : "year";
      }
      const number = byMonth ? monthNumber(period) : yearNumber(period);
      return number < first ? "before" : number > last ? "after" : number;
    };
    const held = new Map();
    for (const period of dated) {
      const key = place(period);
      if (!held.has(key)) held.set(key, []);
      held.get(key).push(period);
    }
    const nameOf = (number) => (byMonth ? monthName(number) : String(number));
    const bins = [];
    const add = (text, name, key) => {
      if (held.has(key)) bins.push({ tick: text, name, periods: held.get(key) });
    };
    add("Earlier", `Before ${nameOf(first)}`, "before");
    for (let number = first; number <= last; number += 1) {
      bins.push({
        tick: byMonth ? tick(number, first, last) : String(number),
        name: nameOf(number),
        periods: held.get(number) ?? [periodOf(number, byMonth)],
      });
    }
    add("Later", `After ${nameOf(last)}`, "after");
    add("Year<br>only", `Month unknown (${(held.get("year") ?? []).join(", ")})`, "year");
    if (totals.has(Words.UNKNOWN)) bins.push({ tick: "No<br>date", name: "No date", periods: [Words.UNKNOWN] });
    return bins;
  };

  return { timeBins };
})();
