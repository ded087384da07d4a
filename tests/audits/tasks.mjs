// Does what people come for, in Chromium with scripts off: from the home page, by links and forms alone.
//
//     node tasks.mjs ORIGIN    prints {"done": [names of tasks], "failed": [{"task": …, "why": …}]}
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [origin] = process.argv.slice(2);
// A slow machine is no fault of a page.
const PATIENCE = 300_000;

const click = async (page, name, exact = false) => {
  await page.getByRole("link", { name, exact }).first().click();
};
const choose = async (page, fields) => {
  await page.getByText("Choisir les lignes").click();
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    if ((await field.evaluate((node) => node.tagName)) === "SELECT") await field.selectOption({ label: value });
    else await field.fill(value);
  }
  await page.getByRole("button", { name: "Montrer" }).click();
};
const shows = async (page, ...texts) => {
  const body = (await page.locator("body").innerText()).replaceAll(/[\u00a0\u202f]/g, " ");
  for (const text of texts) {
    if (!body.includes(text)) throw new Error(`no “${text}” at ${page.url()}`);
  }
};
const isDrawn = async (page) => {
  const picture = page.locator("figure img").first();
  // A slow machine draws later.
  for (let tries = 0; tries < 120; tries += 1) {
    if ((await picture.evaluate((node) => node.naturalWidth)) > 100) return;
    await page.waitForTimeout(500);
  }
  throw new Error(`no picture at ${page.url()}`);
};

const tasks = {
  async "what Occitanie had for SUN-ES, and its source"(page) {
    await click(page, "Combien pour ma région");
    await choose(page, { Programme: "Ségur usage numérique en établissements de santé", Région: "Occitanie" });
    await shows(page, "19 000 000 €");
    await click(page, "SUN-ES, total, Occitanie");
    await shows(page, "Source", "Le programme SUN-ES", "Histoire");
  },
  async "the documents of the DMP a quarter in Île-de-France, which are provisional and why T1 2022 jumps"(page) {
    await click(page, "Où en est l'usage");
    await choose(page, { Indicateur: "Documents alimentant le DMP", Région: "Île-de-France" });
    await isDrawn(page);
    await shows(page, "T1 2022", "Provisoire", "822 121 attestations de dépistage (SIDEPA)");
  },
  async "where documents disagree about the documents exchanged a year"(page) {
    await click(page, "Où les documents se contredisent-ils");
    await page.getByRole("searchbox").fill("documents échangés par an");
    await page.getByRole("button", { name: "Chercher" }).click();
    await shows(page, "Documents échangés par an", "RETENUE".toLowerCase());
    await page.locator("h2 a").first().click();
    await shows(page, "Document le plus récent", "retenue");
  },
  async "a French spreadsheet"(page) {
    await click(page, "Combien pour ma région");
    const [file] = await Promise.all([page.waitForEvent("download"), click(page, "CSV pour tableur français")]);
    const text = readFileSync(await file.path(), "utf8");
    if (!text.startsWith("\ufeff") || !text.split("\r\n")[0].includes(";")) throw new Error(text.slice(0, 80));
  },
  async "a permanent link and its citation"(page) {
    await click(page, "Combien pour ma région");
    await choose(page, { Région: "Occitanie" });
    await page.getByRole("button", { name: "Faire un lien permanent" }).click();
    await shows(page, "Lien permanent", "SHA-256", "Citer", "Licence Ouverte 2.0", "/q/");
    await click(page, "La même requête aujourd'hui");
    await shows(page, "Région : Occitanie");
  },
  async "what changed since a date"(page) {
    await click(page, "Changements", true);
    await page.locator("input[name=since]").fill("2020-01-01");
    await page.getByRole("button").first().click();
    await shows(page, "Révision 4", "Révision 2");
    await click(page, "Révision 2");
    await shows(page, "15 juillet 2022", "30 novembre 2022");
  },
  async "an amount by region, on a map"(page) {
    await click(page, "Combien pour ma région");
    await choose(page, { Programme: "ESMS numérique" });
    for (let tries = 0; tries < 6 && (await page.getByRole("heading", { name: "Carte", exact: true }).count()) === 0; tries += 1) {
      await page.locator("h2:has-text('Pour une carte') ~ dl dd a").first().click();
    }
    await page.getByRole("heading", { name: "Carte", exact: true }).waitFor();
    await isDrawn(page);
  },
  async "which windows took applications on 15 March 2022"(page) {
    await click(page, "Toutes les fenêtres");
    await choose(page, { "Candidatures ouvertes le": "2022-03-15" });
    await shows(page, "SUN-ES, volet 1, fenêtre 2", "Peut-être, faute de dates");
  },
  async "what 50 establishments get"(page) {
    await click(page, "Calculateurs", true);
    await click(page, "ESMS numérique");
    await page.locator("[name=essms]").fill("50");
    await page.locator("[name=equipped]").selectOption("true");
    await page.getByRole("button").last().click();
    await shows(page, "100 000 €", "Règles et barèmes utilisés");
  },
  async "a record's source, and all that it says"(page) {
    await click(page, "Toutes les fenêtres");
    await choose(page, { Programme: "Ségur usage numérique en établissements de santé" });
    await click(page, "SUN-ES, volet 1, fenêtre 1");
    await page.locator("#sources ~ ul a").first().click();
    await shows(page, "Ce que dit ce document, dans son ordre", "SUN-ES, volet 1, fenêtre 1");
  },
};

const done = [];
const failed = [];
const browser = await chromium.launch({
  timeout: PATIENCE,
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  for (const [task, act] of Object.entries(tasks)) {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "fr-FR", viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.setDefaultNavigationTimeout(PATIENCE);
    try {
      await page.goto(`${origin}/`);
      await act(page);
      done.push(task);
    } catch (error) {
      failed.push({ task, why: `${error.message} (${page.url()})` });
    }
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ done, failed }));
