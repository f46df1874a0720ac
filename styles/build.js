// Makes admin_api/static/vendor/: npm ci && npm run build. The result is committed; running Dobush needs no Node.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "sass";

const into = new URL("../admin_api/static/vendor/", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("../node_modules/govuk-frontend/package.json", import.meta.url)));
const { css } = compile(new URL("govuk.scss", import.meta.url).pathname, { style: "compressed", quietDeps: true });

writeFileSync(new URL("govuk.css", into), `/*! GOV.UK Frontend ${version}, parts of it, recoloured. MIT: see NOTICE */\n${css}\n`);
