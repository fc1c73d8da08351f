import JSON

/// An answer as it came.
struct Answer: Sendable {
  let status: Int
  /// In the order in which they came.
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  /// The first field of a name, in any case of letters.
  subscript(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The cookie that is set, as a browser sends it back; nil where none or more are set.
  var cookie: String? {
    let set = headers.filter { $0.name.lowercased() == "set-cookie" }
    guard set.count == 1 else { return nil }
    return String(set[0].value.prefix { $0 != ";" })
  }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON; the value `null` when it is none.
  var json: JSONValue? { try? JSONDocument(parsing: body).root }

  /// A member of the body as text, by its path: `user.id`.
  func string(_ path: String) -> String? {
    var value = json
    for name in path.split(separator: ".") { value = value?[String(name)] }
    return value?.string
  }

  /// What a refusal is called.
  var code: String? { string("code") }

  /// The fields that a refusal names, each with its code: `amount not_positive`.
  var faults: [String] {
    json?["errors"].map { errors in
      errors.elements.map { "\($0["field"]?.string ?? "?") \($0["code"]?.string ?? "?")" }
    } ?? []
  }

  /// Whether it is a refusal that says what it should (RFC 9457, and what the contract adds).
  var isWholeProblem: Bool {
    self["Content-Type"] == "application/problem+json" && json?["status"]?.int64 == Int64(status)
      && ["type", "title", "detail", "code", "request_id"].allSatisfy { string($0) != nil }
      && string("request_id") == self["X-Request-Id"]
  }
}
