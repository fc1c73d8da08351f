extension DocsPage {
  /// Draws the document. Texts go in as text nodes, never as markup.
  static let script = drawing + operations + trying

  private static let drawing = #"""
    "use strict";
    const byId = (id) => document.getElementById(id);
    const make = (tag, attributes, ...children) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes || {})) {
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (value !== undefined && value !== false) element.setAttribute(name, value);
      }
      element.append(...children.flat().filter((child) => child !== undefined && child !== null));
      return element;
    };
    let api;
    const resolve = (schema) => {
      if (!schema || !schema.$ref) return schema || {};
      const found = api.components.schemas[schema.$ref.split("/").pop()] || {};
      return { ...found, title: schema.$ref.split("/").pop(), ...(schema.description
        ? { description: schema.description } : {}) };
    };
    const typeOf = (given) => {
      const schema = resolve(given);
      if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
      if (schema.title) return schema.title;
      const types = [].concat(schema.type || "any");
      let text = types.map((type) => type === "array" ? "list of " + typeOf(schema.items) : type)
        .join(" or ");
      if (schema.format) text += " (" + schema.format + ")";
      return text;
    };
    const rulesOf = (given) => {
      const schema = resolve(given), rules = [];
      if (schema.enum) rules.push("one of " + schema.enum.map((v) => JSON.stringify(v)).join(", "));
      const span = (low, high, unit) => {
        if (low === undefined && high === undefined) return;
        const text = high === undefined ? "at least " + low : low === undefined || low === 0
          ? "at most " + high : low === high ? low : low + " to " + high;
        rules.push(text + unit);
      };
      span(schema.minLength, schema.maxLength, " characters");
      span(schema.minimum, schema.maximum, "");
      span(schema.minItems, schema.maxItems, " elements");
      if (schema.allOf) rules.push(...schema.allOf.map((group) => "exactly one of "
        + (group.oneOf || []).map((one) => one.required[0]).join(", ")));
      if (schema.default !== undefined) rules.push(JSON.stringify(schema.default) + " by default");
      return rules.join(", ");
    };
    const drawSchema = (given, depth) => {
      const schema = resolve(given);
      if (schema.anyOf) return make("div", {}, schema.anyOf.map((s) => drawSchema(s, depth)));
      if (schema.type === "array" || [].concat(schema.type || []).includes("array")) {
        return drawSchema(schema.items, depth);
      }
      if (!schema.properties || depth > 6) return undefined;
      const required = schema.required || [];
      return make("ul", { class: "schema" }, Object.entries(schema.properties).map(([name, inner]) =>
        make("li", {}, make("code", {}, name), " ", make("span", { class: "type" }, typeOf(inner)),
          required.includes(name) ? make("span", { class: "must" }, " required") : "",
          make("span", { class: "hint" }, " ",
            [rulesOf(inner), resolve(inner).description].filter(Boolean).join(". ")),
          drawSchema(inner, depth + 1))));
    };
    const sample = (given, depth = 0) => {
      const schema = resolve(given);
      if (schema.examples) return schema.examples[0];
      if (schema.default !== undefined) return schema.default;
      if (schema.enum) return schema.enum[0];
      if (schema.anyOf) return sample(schema.anyOf[0], depth);
      const type = [].concat(schema.type || "object")[0];
      if (type === "object") {
        const value = {};
        const spare = (schema.allOf || []).flatMap((group) =>
          (group.oneOf || []).slice(1).map((one) => one.required[0]));
        if (depth < 6) for (const [name, inner] of Object.entries(schema.properties || {})) {
          if (!spare.includes(name)) value[name] = sample(inner, depth + 1);
        }
        return value;
      }
      if (type === "array") return [sample(schema.items, depth + 1)];
      if (type === "integer" || type === "number") return schema.minimum ?? 1;
      if (type === "boolean") return true;
      const formats = { uuid: "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", date: "2026-01-31",
        "date-time": "2026-01-31T08:00:00.000Z", email: "ada@example.com" };
      if (formats[schema.format]) return formats[schema.format];
      if (/\[1-9\]/.test(schema.pattern || "")) return "1500";
      if (/^\^\[0-9\]/.test(schema.pattern || "")) return "0".repeat(schema.minLength || 1);
      return "text".repeat(Math.ceil((schema.minLength || 1) / 4));
    };

    """#

  private static let operations = #"""
    const bodyOf = (operation) => (operation.requestBody || { content: {} })
      .content["application/json"];
    const curl = (method, path, operation) => {
      let url = path;
      for (const parameter of operation.parameters || []) {
        if (parameter.in === "path") {
          url = url.replace("{" + parameter.name + "}", sample(parameter.schema));
        }
      }
      const lines = ["curl -X " + method.toUpperCase() + " '" + location.origin + url + "'"];
      if (operation.security.length) lines.push("  -H \"Authorization: Bearer $TOKEN\"");
      if ((operation.parameters || []).some((p) => p.name === "Idempotency-Key")) {
        lines.push("  -H \"Idempotency-Key: $(uuidgen)\"");
      }
      const body = bodyOf(operation);
      if (body) {
        lines.push("  -H 'Content-Type: application/json'");
        lines.push("  -d '" + JSON.stringify(sample(body.schema)).replace(/'/g, "'\\''") + "'");
      }
      return lines.join(" \\\n");
    };
    const drawParameters = (operation) => (operation.parameters || []).length === 0 ? [] : [
      make("h3", {}, "Parameters"),
      make("table", {}, operation.parameters.map((parameter) => make("tr", {},
        make("td", {}, make("code", {}, parameter.name),
          parameter.required ? make("span", { class: "must" }, " required") : ""),
        make("td", { class: "type" }, parameter.in),
        make("td", { class: "type" }, typeOf(parameter.schema)),
        make("td", { class: "hint" }, [rulesOf(parameter.schema), parameter.description]
          .filter(Boolean).join(". ")))))];
    const drawBody = (operation) => {
      if (!operation.requestBody) return [];
      return [make("h3", {}, "Body"), ...Object.entries(operation.requestBody.content).flatMap(
        ([media, body]) => [make("div", { class: "type" },
          [media, typeOf(body.schema), rulesOf(body.schema)].filter(Boolean).join(", ")),
          drawSchema(body.schema, 0)])];
    };
    const drawResponses = (operation) => [make("h3", {}, "Answers"),
      make("table", {}, Object.entries(operation.responses).map(([status, answer]) => {
        const content = Object.entries(answer.content || {});
        return make("tr", {},
          make("td", {}, make("b", { class: status < 400 ? "ok" : "bad" }, status)),
          make("td", {}, answer.description.replace(/`/g, ""), status < 400
            ? content.map(([media, body]) => make("div", {},
              make("span", { class: "type" }, media, " ", body.schema ? typeOf(body.schema) : ""),
              body.schema ? drawSchema(body.schema, 0) : undefined)) : ""));
      }))];
    const drawOperation = (method, path, operation) => {
      const inside = make("div", { class: "inside" });
      const details = make("details", { class: "operation", id: operation.operationId,
        ontoggle: () => {
          if (!details.open || inside.childNodes.length) return;
          const parts = [operation.description ? make("p", {}, operation.description) : undefined,
            ...drawParameters(operation), ...drawBody(operation), ...drawResponses(operation),
            make("h3", {}, "Example"), make("pre", {}, curl(method, path, operation)),
            make("h3", {}, "Try it"), tryForm(method, path, operation)];
          inside.append(...parts.filter(Boolean));
        } },
        make("summary", {}, make("span", { class: "method " + method }, method),
          make("code", { class: "path" }, path), make("span", { class: "what" }, operation.summary),
          make("span", { class: "pill", title: "Who may call it" }, operation["x-permission"])),
        inside);
      return details;
    };

    """#

  private static let trying = #"""
    const tryForm = (method, path, operation) => {
      const inputs = (operation.parameters || []).map((parameter) => ({ parameter,
        field: make("input", { placeholder: parameter.required ? "required" : "", value:
          parameter.in === "path" ? String(sample(parameter.schema)) : undefined }) }));
      const body = bodyOf(operation);
      const text = body && make("textarea", { spellcheck: "false", "aria-label": "Body" });
      if (text) text.value = JSON.stringify(sample(body.schema), null, 2);
      const answer = make("div", { "aria-live": "polite" });
      return make("form", { onsubmit: (event) => {
        event.preventDefault();
        send(method, path, inputs, text, answer);
      } },
      inputs.map(({ parameter, field }) => make("label", {},
        make("code", {}, parameter.name), field)),
      text, make("button", {}, "Send"), answer);
    };
    const send = async (method, path, inputs, text, answer) => {
      const headers = {}, query = new URLSearchParams();
      let url = path;
      for (const { parameter, field } of inputs) {
        if (parameter.in === "path") {
          url = url.replace("{" + parameter.name + "}", encodeURIComponent(field.value));
        } else if (field.value !== "" && parameter.in === "query") {
          query.append(parameter.name, field.value);
        } else if (field.value !== "") headers[parameter.name] = field.value;
      }
      if (String(query)) url += "?" + query;
      if (byId("token").value) headers.Authorization = "Bearer " + byId("token").value.trim();
      if (text) headers["Content-Type"] = "application/json";
      const start = performance.now();
      try {
        const reply = await fetch(url, { method: method.toUpperCase(), headers,
          body: text ? text.value : undefined, credentials: "omit" });
        const raw = await reply.text();
        let shown = raw;
        try { shown = JSON.stringify(JSON.parse(raw), null, 2); } catch { /* Not JSON. */ }
        const fields = [...reply.headers].map(([name, value]) => name + ": " + value).join("\n");
        answer.replaceChildren(
          make("p", {}, make("b", { class: reply.ok ? "ok" : "bad" }, String(reply.status)), " ",
            make("span", { class: "hint" }, Math.round(performance.now() - start) + " ms, "
              + raw.length + " characters")),
          make("pre", {}, fields), shown ? make("pre", {}, shown) : "");
        const token = reply.ok && raw.includes("\"access_token\"") && JSON.parse(raw).access_token;
        if (token) keepToken(token);
      } catch (error) {
        answer.replaceChildren(make("p", { class: "bad" }, "No answer: " + error.message));
      }
    };
    const keepToken = (token) => {
      byId("token").value = token;
      sessionStorage.setItem("token", token);
    };
    const draw = () => {
      const wanted = byId("filter").value.toLowerCase();
      const groups = new Map(api.tags.map((tag) => [tag.name, []]));
      for (const [path, item] of Object.entries(api.paths)) {
        for (const [method, operation] of Object.entries(item)) {
          const text = (method + " " + path + " " + operation.summary).toLowerCase();
          if (text.includes(wanted)) groups.get(operation.tags[0]).push([method, path, operation]);
        }
      }
      const filled = [...groups].filter(([, list]) => list.length);
      byId("index").replaceChildren(...filled.flatMap(([tag, list]) => [make("b", {}, tag),
        ...list.map(([method, path, operation]) => make("a", { href: "#" + operation.operationId },
          make("span", { class: "method " + method }, method), path))]));
      byId("operations").replaceChildren(...filled.flatMap(([tag, list]) =>
        [make("h2", {}, tag), ...list.map((entry) => drawOperation(...entry))]));
      reveal();
    };
    const reveal = () => {
      const chosen = location.hash && byId(location.hash.slice(1));
      if (chosen) { chosen.open = true; chosen.scrollIntoView(); }
    };
    byId("token").value = sessionStorage.getItem("token") || "";
    byId("token").addEventListener("change", (event) => keepToken(event.target.value));
    byId("filter").addEventListener("input", draw);
    addEventListener("hashchange", reveal);
    fetch(document.documentElement.dataset.document).then((reply) => reply.json()).then((found) => {
      api = found;
      byId("version").textContent = api.info.version;
      draw();
    }).catch((error) => byId("operations").replaceChildren(
      make("p", { class: "bad" }, "The document could not be read: " + error.message)));
    """#
}
