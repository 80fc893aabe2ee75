// Sends bodies from a file, one per line, over keep-alive connections, as fast as answers come. In a process of its own.
// argv: url, file, connections, seconds (0 = until all are sent once). Prints {perSecond, p99Ms, statuses}.
const { Buffer } = require("node:buffer");
const { performance } = require("node:perf_hooks");
const { readFileSync } = require("node:fs");
const { connect } = require("node:net");

const [address, file, connections, seconds] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(address);
const bodies = readFileSync(file, "latin1").trimEnd().split("\n");
const head = `POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: `;
const requests = bodies.map((body) => Buffer.from(`${head}${body.length}\r\n\r\n${body}`, "latin1"));
const until = Number(seconds) > 0 ? Date.now() + Number(seconds) * 1000 : Infinity;
const statuses = {};
const times = [];
let next = 0;
let open = Number(connections);
const started = process.hrtime.bigint();

function finish() {
  const passed = Number(process.hrtime.bigint() - started) / 1e9;
  times.sort((a, b) => a - b);
  console.log(
    JSON.stringify({ perSecond: times.length / passed, p99Ms: times[Math.floor(times.length * 0.99)], statuses }),
  );
}

function work() {
  let sentAt = 0;
  let text = "";
  const socket = connect(Number(port), hostname, send).setNoDelay(true).setEncoding("latin1");
  function send() {
    if (Date.now() >= until || (until === Infinity && next >= requests.length)) {
      socket.end();
      if (--open === 0) finish();
      return;
    }
    sentAt = performance.now();
    socket.write(requests[next++ % requests.length]);
  }
  socket.on("data", (part) => {
    text += part;
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(text)[1]);
    if (text.length < end + 4 + length) return;
    const status = text.slice(9, 12);
    statuses[status] = (statuses[status] ?? 0) + 1;
    text = "";
    times.push(performance.now() - sentAt);
    send();
  });
  socket.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
}
for (let i = 0; i < Number(connections); i++) work();
