extension DocsPage {
  /// Sends requests and shows their answers.
  static let trying = #"""
    const tryForm = (method, path, operation) => {
      const inputs = parametersOf(operation).map((parameter) => ({ parameter,
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
    """#
}
