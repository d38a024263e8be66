/** Where verdicts are made, nothing is worded but errors: what is said of a result is said in `report/`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@babel/parser";
import { expect, test } from "@jest/globals";

const FACTS_ALONE = [
  "sides",
  "conversation",
  "guard",
  "discover",
  "compare",
  "measure",
  "statistics",
  "findings",
];
/** Three words in a row are on their way to a sentence. */
const WORDS = /[A-Za-z'’]+ [A-Za-z'’]+ [A-Za-z'’]+/;
/** What is thrown, and what makes it, say what happened and what to do. */
const ERROR = /(Error|Failed|Lost|Unreachable|CutOff|NoBenchmarks|NoSuite|BrokenSuite)$/;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .filter(([key]) => !/^(loc|leadingComments|trailingComments|innerComments)$/.test(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
}

/** `GateError` of `new GateError(…)` and of `): GateError {`. */
function errorNameOf(node: Node): string {
  const name = (of: unknown) => (isNode(of) && typeof of.name === "string" ? of.name : "");
  if (node.type === "NewExpression") return name(node.callee);
  const annotation = isNode(node.returnType) ? node.returnType.typeAnnotation : null;
  return isNode(annotation) ? name(annotation.typeName) : "";
}

function textOf(node: Node): string {
  if (node.type === "StringLiteral") return String(node.value);
  if (node.type !== "TemplateLiteral") return "";
  const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map(({ value }) => value.cooked).join(" … ");
}

function sentencesIn(node: Node): string[] {
  if (node.type === "ThrowStatement" || ERROR.test(errorNameOf(node))) return [];
  const text = textOf(node);
  return [...(WORDS.test(text) ? [text] : []), ...childrenOf(node).flatMap(sentencesIn)];
}

const FILES = FACTS_ALONE.flatMap((room) =>
  readdirSync(join("src", room))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${room}/${file}`),
);

function parsed(source: string): Node {
  const plugins = ["typescript", "explicitResourceManagement"] as const;
  return parse(source, { sourceType: "module", plugins: [...plugins] }).program as unknown as Node;
}

test.each(FILES)("%s words nothing but errors", (file) => {
  expect(sentencesIn(parsed(readFileSync(join("src", file), "utf8")))).toEqual([]);
});

test.each([
  ["a note", 'const note = "it did not run on base";', ["it did not run on base"]],
  ["a template", "const why = `it was lost before`;", ["it was lost before"]],
  ["an error", 'throw new GateError("It did not run on base");', []],
  [
    "what makes an error",
    'function lost(): GateError { const what = "it was lost before"; return make(what); }',
    [],
  ],
  ["a name", 'const kind = "not-on-base";', []],
])("%s is seen as what it is", (_title, source, sentences) => {
  const found = sentencesIn(parsed(source));
  expect(found).toHaveLength(sentences.length);
  for (const [place, sentence] of sentences.entries()) expect(found[place]).toContain(sentence);
});
