extension DocsPage {
  /// Finds and draws schemas, and makes up values that fit them.
  static let schemas = #"""
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
    const prose = (text) => text.split("`").map((part, index) =>
      index % 2 ? make("code", {}, part) : part);
    let api;
    // What stands in the document once is found by its reference; what stands beside it holds too.
    const resolve = (given) => {
      if (!given || !given.$ref) return given || {};
      const [, , section, name] = given.$ref.split("/");
      const { $ref, ...own } = given;
      return { ...((api.components[section] || {})[name] || {}), title: name, ...own };
    };
    const typeOf = (given) => {
      const schema = resolve(given);
      if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
      if (schema.title && schema.properties) return schema.title;
      const types = [].concat(schema.type || "any");
      let text = types.map((type) => type === "array" ? "list of " + typeOf(schema.items) : type)
        .join(" or ");
      if (schema.format) text += " (" + schema.format + ")";
      return text;
    };
    const rulesOf = (given) => {
      const schema = resolve(given), rules = [];
      if (schema.anyOf) rules.push(...new Set(schema.anyOf.map(rulesOf).filter(Boolean)));
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
    const hintOf = (...texts) => {
      const said = texts.filter(Boolean);
      return said.length ? make("span", { class: "hint" }, " \u00b7 ", prose(said.join(". "))) : "";
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
          hintOf(rulesOf(inner), resolve(inner).description),
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
}
