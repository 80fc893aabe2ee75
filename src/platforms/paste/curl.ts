import { Headers, refused, requestOf, type CapturedRequest } from "./request";

/** Options whose value says nothing here. */
const ignored = new Set([
  "-o",
  "--output",
  "-u",
  "--user",
  "-x",
  "--proxy",
  "-m",
  "--max-time",
  "--connect-timeout",
  "--resolve",
]);
const bodies = new Set(["-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"]);

/** A command line as browsers and proxies copy it, for bash or for cmd. */
export function readCurl(text: string): CapturedRequest {
  const words = split(/\^["'\r\n]/.test(text) ? withoutCarets(text) : text);
  if (words.filter((word) => word === "curl").length > 1) throw refused("That are two requests. Paste one of them.");
  const headers = new Headers();
  let method: string | undefined;
  let target: string | undefined;
  let body: string | undefined;
  const header = (line: string): void => {
    const colon = line.search(/[:：]/);
    if (colon > 0) headers.set(line.slice(0, colon), line.slice(colon + 1));
  };
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    const value = (): string => words[++at] ?? "";
    if (word === "-X" || word === "--request") method = value();
    else if (word === "-H" || word === "--header") header(value());
    else if (word === "-b" || word === "--cookie") headers.set("cookie", value());
    else if (word === "-A" || word === "--user-agent") headers.set("user-agent", value());
    else if (word === "-e" || word === "--referer") headers.set("referer", value());
    else if (bodies.has(word)) body = value();
    else if (word === "--url") target = value();
    else if (ignored.has(word)) value();
    else if (!word.startsWith("-") && word !== "") {
      if (target !== undefined) throw refused("That are two addresses. Paste one request.");
      target = word;
    }
  }
  if (target === undefined) throw refused("The cURL command names no address.");
  return requestOf(method ?? (body === undefined ? "GET" : "POST"), target, headers, body);
}

/** cmd escapes with carets; a caret at the end of a line goes on in the next. */
function withoutCarets(text: string): string {
  return text.replace(/\^(?:\r?\n|([\s\S]))/g, (_, escaped: string | undefined) => escaped ?? " ");
}

/** Words of a shell: quotes of three kinds, backslashes; one pass. */
function split(text: string): string[] {
  const words: string[] = [];
  let word = "";
  let inWord = false;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote === "'") {
      if (char === "'") quote = "";
      else word += char;
    } else if (quote !== "") {
      if (char === (quote === "$" ? "'" : '"')) quote = "";
      else if (char === "\\") word += unescaped(text[++at] ?? "", quote);
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      inWord = true;
    } else if (char === "$" && text[at + 1] === "'") {
      quote = "$";
      inWord = true;
      at++;
    } else if (char === "\\") {
      const next = text[++at];
      if (next === "\r" && text[at + 1] === "\n") at++;
      else if (next !== undefined && next !== "\n") {
        word += next;
        inWord = true;
      }
    } else if (/\s/.test(char)) {
      if (inWord) words.push(word);
      word = "";
      inWord = false;
    } else {
      word += char;
      inWord = true;
    }
  }
  if (inWord) words.push(word);
  return words;
}

function unescaped(char: string, quote: string): string {
  if (quote === "$") return char === "n" ? "\n" : char === "r" ? "\r" : char === "t" ? "\t" : char;
  return char === "\n" ? "" : '"\\$`'.includes(char) ? char : `\\${char}`;
}
