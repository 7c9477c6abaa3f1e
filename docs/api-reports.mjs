// Writes the public API of every entry of every package to api/*.api.md, or with --check fails where a file no longer holds.
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);
const reportFolder = join(folder, "api");
const tempFolder = join(folder, "node_modules", ".cache", "api");
const check = process.argv.includes("--check");

const changed = [];
mkdirSync(reportFolder, { recursive: true });
for (const name of readdirSync(join(root, "packages"))) {
  const projectFolder = join(root, "packages", name);
  const manifest = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  for (const [entry, target] of Object.entries(manifest.exports)) {
    if (target.types === undefined) continue;
    const reportFileName = `${[name, entry.slice(2)].filter((part) => part !== "").join("-")}.api.md`;
    const config = ExtractorConfig.prepare({
      configObjectFullPath: undefined,
      packageJsonFullPath: join(projectFolder, "package.json"),
      configObject: {
        projectFolder,
        mainEntryPointFilePath: join(projectFolder, target.types),
        compiler: { tsconfigFilePath: join(projectFolder, "tsconfig.json") },
        apiReport: { enabled: true, reportFolder, reportTempFolder: tempFolder, reportFileName },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
    });
    const { apiReportChanged } = Extractor.invoke(config, {
      localBuild: !check,
      messageCallback: (message) => (message.handled = message.logLevel !== ExtractorLogLevel.Error),
    });
    if (apiReportChanged) changed.push(reportFileName);
  }
}

if (!check) console.log(changed.length === 0 ? "The API reports hold." : `Written: ${changed.join(", ")}`);
else if (changed.length > 0) {
  console.error(`The public API changed: ${changed.join(", ")}. Run "pnpm run api", and review the difference.`);
  process.exitCode = 1;
}
