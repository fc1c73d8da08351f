internal import JSON

/// A header field that answers carry. A document describes each of them once.
enum AnswerHeader: String, CaseIterable {
  case requestID = "X-Request-Id"
  case location = "Location"
  case idempotencyReplayed = "Idempotency-Replayed"
  case authenticate = "WWW-Authenticate"
  case limit = "RateLimit-Limit"
  case remaining = "RateLimit-Remaining"
  case reset = "RateLimit-Reset"
  case retryAfter = "Retry-After"

  private var summary: String {
    switch self {
    case .requestID: "The id under which the request is logged."
    case .location: "Where the new resource is."
    case .idempotencyReplayed: "`true` where this is the first answer again."
    case .authenticate: "How to sign in (RFC 6750)."
    case .limit: "How many requests the limit lets pass."
    case .remaining: "How many are left."
    case .reset: "The seconds until all of them are again."
    case .retryAfter: "The seconds to wait."
    }
  }

  /// The components that describe them.
  fileprivate static let components = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, $0.component) })

  private var component: Component {
    Component(
      .headers, named: ComponentNames.capitalized(rawValue), isAlwaysListed: true
    ) { writer in
      writer.key("description")
      writer.value(summary)
      writer.key("schema")
      writer.beginObject()
      writer.key("type")
      writer.value("string")
      writer.endObject()
    }
  }
}

extension Components {
  /// Writes the header fields of an answer, as references.
  mutating func write(_ headers: [AnswerHeader], to writer: inout JSONWriter) {
    writer.key("headers")
    writer.beginObject()
    for header in headers {
      guard let component = AnswerHeader.components[header] else { continue }
      writer.key(header.rawValue)
      write(component, to: &writer)
    }
    writer.endObject()
  }
}
