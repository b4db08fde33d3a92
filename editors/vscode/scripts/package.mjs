// Makes stash-VERSION.vsix in this directory, with the server inside if there is one to take:
// STASHC_BINARY, else the release build's.

import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const { createVSIX } = createRequire(import.meta.url)("@vscode/vsce");
const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));

copyFileSync("../../LICENSE", "LICENSE");
rmSync("server", { recursive: true, force: true });
const candidates = process.env.STASHC_BINARY
  ? [process.env.STASHC_BINARY]
  : ["../../build/release/bin/stashc"];
const binary = candidates.find((path) => existsSync(path));
if (process.env.STASHC_BINARY && !binary) {
  console.error(`package: there is no ${process.env.STASHC_BINARY}`);
  process.exit(1);
}
if (binary) {
  mkdirSync("server");
  copyFileSync(binary, "server/stashc");
  chmodSync("server/stashc", 0o755);
}

// A binary inside makes the package one for this platform only.
const target = binary ? `${process.platform}-${process.arch}` : undefined;
const packagePath = `${name}-${version}${target ? `-${target}` : ""}.vsix`;
await createVSIX({
  cwd: root,
  packagePath,
  target,
  dependencies: false, // all is bundled
  allowMissingRepository: true,
  skipLicense: false,
});
console.log(`${packagePath}${binary ? `, with ${binary}` : ", without a server: it is looked for on PATH"}`);
