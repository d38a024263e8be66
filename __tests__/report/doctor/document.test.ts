import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { diagnosisJsonSchema, writeDiagnosis } from "../../../src/report/doctor/document.ts";
import { aDiagnosis, FINDINGS } from "../../support/diagnoses.ts";

const SCHEMA_FILE = join(import.meta.dirname, "../../../docs/doctor.schema.json");

test("what is written is valid by the published schema, with every finding there is", () => {
  const validate = new Ajv2020({ strictTypes: true }).compile(diagnosisJsonSchema());
  const document = JSON.parse(writeDiagnosis(aDiagnosis({ findings: Object.values(FINDINGS) })));
  expect(validate(document) || validate.errors).toBe(true);
  expect(validate({ ...document, findings: [{ code: "bad-weather" }] })).toBe(false);
});

test("what is found nowhere is null, and not left out", () => {
  const found99 = null;
  const document = JSON.parse(
    writeDiagnosis(aDiagnosis({ power: { typical: { ...aDiagnosis().power.typical, found99 } } })),
  );
  expect(document.power.typical.found99).toBeNull();
});

test("docs/doctor.schema.json is the schema of the document (UPDATE_FIXTURES=1 writes it)", () => {
  const schema = JSON.parse(JSON.stringify(diagnosisJsonSchema()));
  const written = existsSync(SCHEMA_FILE) ? JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) : null;
  const isSame = JSON.stringify(written) === JSON.stringify(schema);
  if (process.env.UPDATE_FIXTURES === "1" && !isSame)
    writeFileSync(SCHEMA_FILE, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(SCHEMA_FILE, "utf8"))).toEqual(schema);
});
