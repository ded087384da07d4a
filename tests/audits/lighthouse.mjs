// Lighthouse's marks of pages: accessibility, best practices and search, with the audits that fail; its performance mark, which measures the machine too.
//
//     node lighthouse.mjs ORIGIN ADDRESS ...    prints {"marks": {address: {category: mark}}, "findings": […]}
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [origin, ...addresses] = process.argv.slice(2);
const LEAST = 0.95;
const JUDGED = ["accessibility", "best-practices", "seo"];

const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const marks = {};
const findings = [];
try {
  for (const address of addresses) {
    const { lhr } = await lighthouse(origin + address, {
      port: chrome.port,
      logLevel: "silent",
      output: "json",
      onlyCategories: [...JUDGED, "performance"],
      maxWaitForLoad: 300_000,
    });
    marks[address] = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score]));
    for (const name of JUDGED) {
      const { score, auditRefs } = lhr.categories[name];
      if (score >= LEAST) continue;
      const failed = auditRefs.map(({ id }) => lhr.audits[id]).filter((audit) => audit.score !== null && audit.score < 1);
      findings.push(`${address}: ${name} ${score}: ${failed.map(({ id, explanation, displayValue }) => [id, explanation, displayValue].filter(Boolean).join(" ")).join("; ")}`);
    }
  }
} finally {
  await chrome.kill();
}
console.log(JSON.stringify({ marks, findings }));
