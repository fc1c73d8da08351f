/// Why a provider did not do what it was asked.
public enum GatewayError: Error, Hashable, Sendable {
  /// The configuration names no secret for the provider.
  case notConfigured
  /// The provider understood and refuses: nothing happened, and asking again changes nothing.
  /// - Parameters:
  ///   - code: the provider's word for it, or the status of its answer.
  ///   - message: what it says, for logs and administrators.
  case refused(code: String, message: String)
  /// Nothing happened: the request was not sent, the provider says that it does not work at the
  /// moment, or it was a question alone. Ask again later.
  case unavailable(String)
  /// It may have happened. Ask `verify…` under the same reference.
  case outcomeUnknown(String)
}

extension GatewayError: CustomStringConvertible {
  /// In words, for logs.
  public var description: String {
    switch self {
    case .notConfigured: "the provider is not configured"
    case .refused(let code, let message): "the provider refuses (\(code)): \(message)"
    case .unavailable(let reason): "the provider cannot be asked: \(reason)"
    case .outcomeUnknown(let reason): "the outcome is not known: \(reason)"
    }
  }
}
