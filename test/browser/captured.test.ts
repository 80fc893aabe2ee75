/** The account dialog for a Lynk & Co in China: what there is, a pasted capture, a car typed by its VIN, a profile of one's own. */
import assert from "node:assert/strict";
import { openAccountDialog, openStatusDialog, shot, startEditor, type Editor } from "./support";

const payload = Buffer.from(JSON.stringify({ exp: 1_676_632_676 })).toString("base64url");
const token = `eyJhbGciOiJIUzI1NiJ9.${payload}.${"a".repeat(43)}`;
const signed = [
  "curl 'https://device-api.xchanger.cn/remote-control/vehicle/status/L6T7TEST000000001?latest=False&userId=1234567'",
  "-H 'X-APP-ID: lynkco' -H 'X-SIGNATURE: AAAAAAAAAAAAAAAAAAAAAAAAAAA=' -H 'X-CLIENT-ID: APPLE0000TEST'",
  `-H 'Authorization: ${token}'`,
].join(" ");

const untranslated = /vehicle-cloud-[a-z]+\.[a-z]+/;

describe("the account dialog of a Lynk & Co in China", function () {
  let editor: Editor;
  let said: () => Promise<string>;
  const value = (name: string): Promise<string> => editor.page.inputValue(`#node-config-input-${name}`);

  before(async () => {
    editor = await startEditor();
    const { page } = editor;
    await openStatusDialog(page);
    await openAccountDialog(page);
    said = () => page.locator("#vehicle-cloud-captured").innerText();
    await page.selectOption("#node-config-input-platform", "lynkco-gkui");
  });
  after(() => editor.close());

  const read = async (text: string): Promise<string> => {
    await editor.page.fill("#vehicle-cloud-capture", text);
    await editor.page.click("#vehicle-cloud-read-capture");
    await editor.page.waitForFunction(
      "!$('#vehicle-cloud-read-capture').prop('disabled') && $('#vehicle-cloud-captured').text()",
    );
    return said();
  };

  it("asks what there is, and shows the fields of that", async () => {
    const { page } = editor;
    assert.equal(await page.inputValue("#vehicle-cloud-have"), "gkui");
    const dialog = page.locator("#vehicle-cloud-account-form");
    assert.match(await dialog.innerText(), /User name/);
    assert.doesNotMatch(await dialog.innerText(), /E-mail|Hello smart|Signing secret/);
    await shot(page, "60 Lynk & Co China, GKUI");
    await page.selectOption("#vehicle-cloud-have", "nothing");
    assert.match(await page.innerText("#vehicle-cloud-have-note"), /signs each request with a secret/);
    await page.selectOption("#vehicle-cloud-have", "eu");
    assert.equal(await value("platform"), "lynkco-eu");
    assert.ok(await page.isVisible("#vehicle-cloud-link-open"));
    await page.selectOption("#vehicle-cloud-have", "capture");
    assert.equal(await value("platform"), "lynkco-signed");
    assert.match(await dialog.innerText(), /User id[\s\S]*Access token|Access token[\s\S]*User id/);
    assert.doesNotMatch(await dialog.innerText(), untranslated);
    assert.match(await page.innerText("#vehicle-cloud-no-vehicles"), /no list of this cloud is known/);
    await page.selectOption("#node-config-input-platform", "lynkco-gkui");
    assert.match(await page.innerText("#vehicle-cloud-no-vehicles"), /Test sign-in fills this list/);
  });

  it("reads a capture: what it is of, what is missing and until when it lives, and fills the fields", async () => {
    await editor.page.selectOption("#vehicle-cloud-have", "gkui");
    const words = await read(signed);
    assert.match(words, /Lynk & Co in China, signed/);
    assert.match(words, /Nothing can work with this alone/);
    assert.match(words, /Missing: the signing secret/);
    assert.match(words, /ended already/);
    assert.match(words, /2023/);
    assert.ok(!words.includes(token) && !words.includes("L6T7TEST000000001"));
    assert.deepEqual(await Promise.all(["platform", "accessToken", "username", "clientId"].map(value)), [
      "lynkco-signed",
      token,
      "1234567",
      "APPLE0000TEST",
    ]);
    assert.equal(await editor.page.inputValue("#vehicle-cloud-capture"), "");
    await editor.page.click("#vehicle-cloud-show-ids");
    assert.match(await editor.page.innerText("#vehicle-cloud-vehicles"), /L6T7TEST000000001/);
    await shot(editor.page, "61 Lynk & Co China, a capture read");
  });

  it("takes nothing of a paste that cannot be used", async () => {
    const before = await Promise.all(["platform", "accessToken", "username"].map(value));
    for (const paste of [
      "GET https://api.xchanger.cn.evil.example/geelyTCAccess/tcservices/vehicle/status/L6T7TEST000000001",
      "curl 'https://user:secret@api.xchanger.cn/x' -H 'X-APP-ID: lynkco'",
      "authorization: a\nb c d\n__proto__: x",
      "curl 'https://api.xchanger.cn/a' curl 'https://api.xchanger.cn/b'",
    ]) {
      const words = await read(paste);
      assert.match(words, /no field was changed|No field was changed/);
      assert.doesNotMatch(words, /secret@|evil/);
    }
    assert.deepEqual(await Promise.all(["platform", "accessToken", "username"].map(value)), before);
  });

  it("keeps what was typed for one cloud out of another, and a new session apart from an old one", async () => {
    const { page } = editor;
    await page.fill("#node-config-input-refreshToken", "old-refresh");
    await page.fill("#node-config-input-signingSecret", "own-secret");
    await page.selectOption("#node-config-input-platform", "lynkco-eu");
    assert.deepEqual(await Promise.all(["refreshToken", "signingSecret", "accessToken"].map(value)), ["", "", ""]);
    await page.selectOption("#node-config-input-platform", "lynkco-signed");
    assert.deepEqual(await Promise.all(["refreshToken", "signingSecret"].map(value)), ["old-refresh", "own-secret"]);
    await read(signed);
    assert.deepEqual(await Promise.all(["refreshToken", "signingSecret"].map(value)), ["", "own-secret"]);
  });

  it("takes nothing where a sign-in does more, and changes no platform", async () => {
    assert.match(await read("x-app-id: SmartAPPEU\nauthorization: abcdefghijk"), /No field was changed/);
    assert.equal(await value("platform"), "lynkco-signed");
  });

  it("has the fields of app 4.x, reading only", async () => {
    const { page } = editor;
    await page.selectOption("#vehicle-cloud-have", "app4");
    assert.equal(await value("platform"), "lynkco-gric");
    assert.match(await page.innerText("#vehicle-cloud-have-note"), /Reading only, and experimental/);
    assert.ok(await page.isVisible("#node-config-input-vehicleIdentifier"));
    assert.ok(!(await page.isVisible("#node-config-input-password")));
    await shot(page, "63 Lynk & Co China, app 4");
    await page.selectOption("#vehicle-cloud-have", "capture");
  });

  it("says of the other generations what they are", async () => {
    assert.match(await read("x-app-id: GEELYCNCH001M0001\nx-api-signature-version: 2.1"), /GRIC[\s\S]*Only reading/);
    assert.match(await read("POST /x HTTP/1.1\nHost: login.lynkco.com"), /Europe[\s\S]*sign-in by the link/);
    assert.match(await read("x-app-id: SmartAPPEU"), /smart in Europe[\s\S]*sign-in does more/);
  });

  it("takes a car by its VIN, and no other word", async () => {
    const { page } = editor;
    await page.selectOption("#node-config-input-platform", "lynkco-signed");
    await page.fill("#vehicle-cloud-vin", "L6T7TEST00000000I");
    await page.click("#vehicle-cloud-add-vin");
    assert.match(await page.innerText("#vehicle-cloud-vin-note"), /17 letters and digits/);
    await page.fill("#vehicle-cloud-vin", "l6t7test000000002");
    await page.click("#vehicle-cloud-add-vin");
    assert.match(await page.innerText("#vehicle-cloud-vehicles"), /L6T7TEST000000002/);
  });

  it("lets a newer token come by message only if that is ticked, and says what for", async () => {
    const { page } = editor;
    assert.equal(await page.isChecked("#node-config-input-allowCapture"), false);
    const dialog = page.locator("#vehicle-cloud-account-form");
    assert.match(
      await dialog.innerText(),
      /Take a newer captured token from msg\.capture[\s\S]*Only a token of the same/,
    );
    await page.selectOption("#node-config-input-platform", "lynkco-gkui");
    assert.equal(await page.isVisible("#node-config-input-allowCapture"), false, "it signs in by itself");
    await page.selectOption("#node-config-input-platform", "lynkco-signed");
  });

  it("names all that is missing, not the secret alone", async () => {
    const { page } = editor;
    const missing = async (filled: Record<string, string>): Promise<string> => {
      for (const name of ["accessToken", "authCode", "refreshToken", "username", "clientId", "signingSecret"])
        await page.fill(`#node-config-input-${name}`, filled[name] ?? "");
      await page.click("#vehicle-cloud-test");
      await page.waitForFunction("/CONFIG_INVALID/.test($('#vehicle-cloud-result').text())");
      return /Not filled in: ([^.]*)/.exec(await page.innerText("#vehicle-cloud-result"))?.[1] ?? "";
    };
    assert.equal(await missing({}), "Access token, User id, Signing secret");
    assert.equal(await missing({ authCode: "742464028621668000" }), "Signing secret", "the code gives the rest");
    assert.equal(await missing({ accessToken: token }), "User id, Signing secret");
    await page.selectOption("#node-config-input-platform", "lynkco-gric");
    await page.fill("#node-config-input-refreshToken", "ref");
    await page.click("#vehicle-cloud-test");
    await page.waitForFunction("/CONFIG_INVALID/.test($('#vehicle-cloud-result').text())");
    assert.match(await page.innerText("#vehicle-cloud-result"), /Not filled in: Signing secret, Vehicle identifier\./);
    await page.selectOption("#node-config-input-platform", "lynkco-signed");
  });

  it("answers a HAR of 256 kB", async () => {
    const { page } = editor;
    const entry = (url: string, headers: object[] = []): object => ({ request: { method: "GET", url, headers } });
    const others = Array.from({ length: 1000 }, (_, at) => entry(`https://example.org/${at}/${"x".repeat(180)}`));
    const [name, value] = ["authorization", "tok-invented"];
    const car = entry("https://api.xchanger.cn/geelyTCAccess/tcservices/vehicle/status/L6T7TEST000000001", [
      { name, value },
      { name: "x-app-id", value: "xiaokanl" },
    ]);
    const har = JSON.stringify({ log: { entries: [...others, car] } }).padEnd(262_144, " ");
    assert.equal(har.length, 262_144);
    const milliseconds = await page.evaluate(`new Promise((resolve) => {
      $("#vehicle-cloud-capture").val(${JSON.stringify(har)});
      const started = performance.now();
      const answer = $("#vehicle-cloud-captured");
      const told = () => answer.text() !== "" && resolve(performance.now() - started);
      new MutationObserver(told).observe(answer[0], { childList: true });
      $("#vehicle-cloud-read-capture").trigger("click");
    })`);
    console.log(`      from the press of "Read it" to the answer on the page: ${Math.round(Number(milliseconds))} ms`);
    await page.waitForFunction("/Missing|User id|user id/.test($('#vehicle-cloud-captured').text())");
    assert.match(await said(), /Lynk & Co in China[\s\S]*GKUI|GKUI/);
    await page.selectOption("#node-config-input-platform", "lynkco-signed");
  });

  it("takes a profile of one's own, and Test says which member is wrong", async () => {
    const { page } = editor;
    await page.selectOption("#node-config-input-platform", "custom");
    await page.click("[data-profile-view=json]");
    await page.fill("#node-config-input-profile", '{"signIn": 5}');
    await page.click("#vehicle-cloud-test");
    await page.waitForFunction("/CONFIG_INVALID/.test($('#vehicle-cloud-result').text())");
    assert.match((await page.textContent("#vehicle-cloud-result")) ?? "", /profile\.signIn/);
    await shot(page, "62 custom profile");
    await page.click("#node-config-dialog-cancel");
  });
});
