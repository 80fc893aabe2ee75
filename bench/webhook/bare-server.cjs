// Plain node:http with the same digest and nothing else: what the own port is measured beside.
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");
const { createServer } = require("node:http");
const { parse } = require("node:querystring");

const [secret, port] = process.argv.slice(2);
const success = '{"message":"success","code":0}';

function holds(text) {
  const { signature, ...fields } = parse(text);
  const keys = Object.keys(fields).sort();
  const joined = keys.map((key) => `${key}=${fields[key]}`).join("&");
  return createHash("md5").update(`${joined}&client_secret=${secret}`).digest("hex") === signature;
}

createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const good = holds(Buffer.concat(chunks).toString());
    response.writeHead(good ? 200 : 401, { "content-type": "application/json", "content-length": success.length });
    response.end(success);
  });
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
