import type { DemoAnswer, DemoRequest } from "../types";
import type { DemoBrand } from "./brand";
import { formOf } from "./parse";
import type { People } from "./people";

/** Sign-in by a form, which gives a session at once, flat (docs/protocol/lynkco-geely.md 4.2). How it refuses is ours: nothing is recorded. */
export function signInByForm(request: DemoRequest, brand: DemoBrand, people: People): DemoAnswer {
  if (!/^application\/x-www-form-urlencoded\b/.test(request.headers["content-type"] ?? "")) {
    return { status: 415, body: { resultMessage: "not a form" }, note: "not a form" };
  }
  const missing = Object.entries(brand.form?.headers ?? {}).find(([name, value]) => request.headers[name] !== value);
  if (missing)
    return { status: 400, body: { resultMessage: "Illegal app id" }, note: `${missing[0]} is not the app's` };
  const form = formOf(request);
  const person = people.findBy(form.get("username") ?? "", brand, (real) => {
    return form.get("password") === brand.form!.password(real);
  });
  if (!person) {
    return { status: 401, body: { resultMessage: "user name or password wrong" }, note: "name or password wrong" };
  }
  const { refreshToken, clientId } = people.issueRefresh(person, true);
  return {
    status: 200,
    note: "signed in",
    body: {
      resultMessage: "Success",
      accessToken: people.issueApi(person, request.headers["x-device-identifier"] ?? ""),
      userId: person.userId,
      refreshToken,
      clientId,
    },
  };
}
