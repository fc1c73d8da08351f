import JSON
import Payments

/// One thing that a provider is asked to do or to tell.
struct ProviderCall: Sendable {
  /// Whether the same request may be sent again that may have arrived.
  enum Repetition: Hashable, Sendable {
    /// It changes nothing.
    case question
    /// It bears a reference, which the provider takes once.
    case keyed
    /// The provider would do it again.
    case never
  }

  /// What metrics call it.
  let operation: String
  let method: String
  /// The path below the base URL, with the query.
  let path: String
  let body: [UInt8]
  let repetition: Repetition

  /// A question.
  static func question(_ operation: String, _ path: String) -> ProviderCall {
    ProviderCall(
      operation: operation, method: "GET", path: path, body: [], repetition: .question)
  }

  /// A request with a body of JSON.
  static func post(
    _ operation: String, _ path: String, _ repetition: Repetition = .keyed,
    _ write: (inout JSONWriter) -> Void
  ) -> ProviderCall {
    var writer = JSONWriter()
    writer.beginObject()
    write(&writer)
    writer.endObject()
    return ProviderCall(
      operation: operation, method: "POST", path: path, body: writer.bytes, repetition: repetition)
  }
}

/// Why a call came to nothing, as an adapter looks at it.
enum CallFailure: Error, Hashable, Sendable {
  /// The provider understood and refused, with this status.
  case refused(status: Int, code: String, message: String)
  case unavailable(String)
  case outcomeUnknown(String)

  /// Whether it says that there is nothing under the reference that was asked for.
  var isUnknownReference: Bool {
    guard case .refused(let status, _, let message) = self else { return false }
    return status == 400 || status == 404
      || status < 300 && message.lowercased().contains("not found")
  }

  /// Whether it says that the reference was used before.
  var isDuplicate: Bool {
    guard case .refused(_, let code, let message) = self else { return false }
    return code.contains("duplicate") || Self.saysDuplicate(message.lowercased())
  }

  private static func saysDuplicate(_ message: String) -> Bool {
    message.contains("reference")
      && ["duplicate", "already exist", "already been used", "already used"]
        .contains(where: message.contains)
  }

  /// The same for whoever called the adapter.
  var gatewayError: GatewayError {
    switch self {
    case .refused(_, let code, let message): .refused(code: code, message: message)
    case .unavailable(let reason): .unavailable(reason)
    case .outcomeUnknown(let reason): .outcomeUnknown(reason)
    }
  }
}

/// An answer is not what the provider documents.
struct Unreadable: Error {
  let what: String

  init(_ what: String) { self.what = what }
}
