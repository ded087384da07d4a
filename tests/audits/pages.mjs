// Looks at pages as browsers and readers do: html-validate over the HTML, axe-core in Chromium with scripts of the site off, no sideways scrolling.
//
//     node pages.mjs ORIGIN [--all] ADDRESS ...    prints {"looked": …, "findings": […]}; --all looks in each language, theme and width
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [origin, ...given] = process.argv.slice(2);
const isAll = given.includes("--all");
const addresses = given.filter((argument) => argument !== "--all");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  // White space is the templates' affair, and long titles are those of the data.
  rules: { "no-trailing-whitespace": "off", "long-title": "off" },
});
const findings = [];
let looked = 0;

const spoken = (address, language) => `${address}${address.includes("?") ? "&" : "?"}lang=${language}`;
const languages = ["fr", "en"];
const themes = isAll ? ["light", "dark"] : ["light"];
const widths = isAll ? [320, 1280] : [320];

for (const address of addresses) {
  for (const language of languages) {
    const answer = await fetch(origin + spoken(address, language), { headers: { accept: "text/html" } });
    const report = await validator.validateString(await answer.text());
    for (const message of report.results.flatMap((result) => result.messages)) {
      findings.push(`${spoken(address, language)} html:${message.line}: ${message.ruleId}: ${message.message}`);
    }
  }
}

// A slow machine is no finding.
const PATIENCE = 300_000;

const browser = await chromium.launch({
  timeout: PATIENCE,
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  for (const colorScheme of themes) {
    for (const width of widths) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      page.setDefaultNavigationTimeout(PATIENCE);
      for (const address of addresses.flatMap((one) => languages.map((language) => spoken(one, language)))) {
        const where = `${address} ${colorScheme} ${width}`;
        page.removeAllListeners("console");
        page.on("console", (message) => message.type() === "error" && !/status of 4\d\d/.test(message.text()) && findings.push(`${where} console: ${message.text()}`));
        await page.goto(origin + address);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        for (const violation of violations) {
          findings.push(`${where} axe: ${violation.id}: ${violation.nodes.map((node) => node.html).slice(0, 2).join(" ")}`);
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) findings.push(`${where}: ${overflow} px too wide`);
        looked += 1;
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ looked, findings }));
