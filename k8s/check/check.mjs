// Reads rendered manifests from standard input and names every field that is required and missing, or has a value of another kind.
//   kubectl kustomize ../overlays/local | node check.mjs
// Ends with 0 where all is well, with 1 and a line for each fault otherwise. Unknown fields are the tests' affair: they refuse them.
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const faults = [];
let checked = 0;
for (const document of parseAllDocuments(readFileSync(0, "utf8"))) {
  const manifest = document.toJS();
  if (document.errors.length > 0 || manifest === null || typeof manifest !== "object") {
    faults.push(`Document ${checked + faults.length + 1} is no manifest: ${document.errors[0]?.message ?? JSON.stringify(manifest)}`);
    continue;
  }

  const name = `${manifest.kind} ${manifest.metadata?.name}`;
  let model;
  try {
    const module = await import(`kubernetes-models/${manifest.apiVersion}/${manifest.kind}`);
    model = new module[manifest.kind](manifest);
  } catch {
    faults.push(`${name}: there is no kind ${manifest.kind} in ${manifest.apiVersion}.`);
    continue;
  }

  try {
    model.validate();
    checked++;
  } catch (refused) {
    for (const error of refused.errors ?? [{ instancePath: "", message: refused.message }])
      faults.push(`${name}: ${error.instancePath || "/"} ${error.message}`);
  }
}

if (checked + faults.length === 0) faults.push("There was nothing to check.");
for (const fault of faults) console.error(fault);
console.log(`${checked} manifests are whole, ${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
