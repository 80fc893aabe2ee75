// The mutants of one source file: small changes of its syntax tree, each `{ start, end, text, line, kind }`, a replacement in its text.
import ts from "typescript";

const { SyntaxKind: Kind } = ts;

/** Boundaries and arithmetic. What turns a comparison or a connective round is covered by its parts being true or false. */
const operators = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "**": "*",
  "+=": "-=",
  "-=": "+=",
  "*=": "/=",
  "??=": "=",
  "||=": "=",
  "&&=": "=",
};

const methods = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  startsWith: "endsWith",
  endsWith: "startsWith",
  floor: "ceil",
  ceil: "floor",
  toLowerCase: "toUpperCase",
  toUpperCase: "toLowerCase",
};

/** What a call of it leaves when the call is dropped: the thing it was called on. */
const droppable = new Set(["filter", "trim", "slice", "sort", "reverse", "round"]);

/** A sentence for a reader: which words it has is for tests of texts, not for these. */
const isSentence = (text) => text.split(" ").length > 3;

const comparisons = new Set(["<", "<=", ">", ">=", "===", "!=="]);

const operatorOf = (node) => (ts.isBinaryExpression(node) ? node.operatorToken.getText() : "");

function isTest(node) {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node;
  return (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) && parent.condition === node;
}

/** The values to put in the place of a condition: of `a && b` only `false`, for `true` its parts are made true one by one. */
function truthsFor(node) {
  const operator = operatorOf(node);
  const around = operatorOf(node.parent);
  if (operator === "&&" && isTest(node)) return ["false"];
  if (operator === "||" && isTest(node)) return ["true"];
  if (operator === "&&" || operator === "||" || ts.isParenthesizedExpression(node)) return [];
  if (around === "&&" && (isTest(node.parent) || node.parent.left === node || comparisons.has(operator)))
    return ["true"];
  if (around === "||" && (isTest(node.parent) || comparisons.has(operator))) return ["false"];
  return isTest(node) || comparisons.has(operator) ? ["true", "false"] : [];
}

/** Names, modules and types are not values. */
function isValueText(node) {
  const { parent } = node;
  if (node.text === "utf8") return false; // What Node takes without it.
  return !(
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    (ts.isCallExpression(parent) && /^(require|import)$/.test(parent.expression.getText())) ||
    ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node)
  );
}

function* ofExpression(node) {
  const text = node.getText();
  for (const truth of truthsFor(node)) yield ["condition", truth];
  if (ts.isBinaryExpression(node)) {
    const left = node.left.getText();
    const right = node.right.getText();
    if (node.operatorToken.kind === Kind.QuestionQuestionToken) {
      yield ["default", `(${left})`];
      yield ["default", `(${right})`];
    }
    if (node.operatorToken.kind === Kind.BarBarToken && !isTest(node)) yield ["default", `(${left})`];
    const other = operators[operatorOf(node)];
    if (other) yield ["operator", `(${left} ${other} ${right})`];
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = node.operand.getText();
    if (node.operator === Kind.ExclamationToken || node.operator === Kind.MinusToken) yield ["sign", `(${operand})`];
    if (node.operator === Kind.PlusPlusToken) yield ["operator", `--${operand}`];
  }
  if (ts.isPostfixUnaryExpression(node)) {
    const operand = node.operand.getText();
    yield ["operator", operand + (node.operator === Kind.PlusPlusToken ? "--" : "++")];
  }
  if (node.kind === Kind.TrueKeyword) yield ["literal", "false"];
  if (node.kind === Kind.FalseKeyword) yield ["literal", "true"];
  if (ts.isNumericLiteral(node)) yield ["number", String(Number(node.text.replaceAll("_", "")) * 2 + 1)];
  if ((ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) && isValueText(node)) {
    if (!isSentence(node.text)) yield ["text", node.text === "" ? '"mutant"' : '""'];
  }
  if (ts.isTemplateExpression(node) && !isSentence(text)) yield ["text", '""'];
  if (ts.isRegularExpressionLiteral(node)) {
    if (text.startsWith("/^")) yield ["expression", `/${text.slice(2)}`];
    if (/(?<!\\)\$\/\w*$/.test(text)) yield ["expression", text.replace(/\$(\/\w*)$/, "$1")];
  }
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) yield ["literal", "[]"];
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) yield ["function", "(() => undefined)"];
  if (ts.isAwaitExpression(node)) yield ["await", `(${node.expression.getText()})`];
  if (node.questionDotToken && ts.isPropertyAccessExpression(node)) {
    yield ["optional", `${node.expression.getText()}.${node.name.getText()}`];
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression: on, name } = node.expression;
    const args = node.arguments.map((argument) => argument.getText()).join(", ");
    const dot = node.expression.questionDotToken ? "?." : ".";
    if (Object.hasOwn(methods, name.text)) yield ["method", `${on.getText()}${dot}${methods[name.text]}(${args})`];
    if (droppable.has(name.text)) yield ["method", on.getText() === "Math" ? `(${args})` : on.getText()];
  }
}

function* ofStatement(node) {
  if (ts.isBlock(node) && node.statements.length > 0) {
    const { parent } = node;
    if (ts.isCatchClause(parent) || parent.finallyBlock === node) yield ["block", "{}"];
  }
  if (ts.isExpressionStatement(node) && !node.expression.getText().startsWith("super(")) yield ["statement", ";"];
  if (ts.isThrowStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node)) yield ["statement", ";"];
  if (ts.isReturnStatement(node) && !node.expression) yield ["statement", ";"];
}

/** Every mutant of `text`, in the order of its lines. `within` = the function of `functionsOf` in which it lies. */
export function mutantsOf(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found = [];
  const visit = (node) => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    const changes = [...(ts.isExpression(node) ? ofExpression(node) : []), ...ofStatement(node)];
    const start = node.getStart();
    for (const [kind, replacement] of changes) {
      const line = file.getLineAndCharacterOfPosition(start).line + 1;
      found.push({ path, start, end: node.end, text: replacement, line, kind, original: node.getText() });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const functions = functionsOf(path, text);
  for (const mutant of found) {
    const around = functions.filter(({ start, end }) => start <= mutant.start && mutant.end <= end);
    mutant.within = around.at(-1)?.id ?? 0;
  }
  return found;
}

/** The functions with a body of statements, from 1 on; 0 is the file itself. An inner one comes after its outer one. */
export function functionsOf(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body && ts.isBlock(node.body)) {
      found.push({ id: found.length + 1, start: node.body.getStart() + 1, end: node.body.end - 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The text with a call of `seen(path, id)` at the beginning of the file and of each function. */
export function withMarks(path, text) {
  const mark = (id) => `globalThis.mutationMark?.(${JSON.stringify(path)}, ${id});`;
  let marked = text;
  for (const { id, start } of functionsOf(path, text).sort((a, b) => b.start - a.start)) {
    marked = marked.slice(0, start) + mark(id) + marked.slice(start);
  }
  return mark(0) + marked;
}
