/// Why there is no answer. Says nothing of addresses and of what was sent.
public enum HTTPClientError: Error, Hashable, Sendable {
  /// The request cannot be sent as it is, for this reason.
  case invalidRequest(String)
  /// There was no whole answer before the deadline.
  case timedOut
  /// The task that waited was cancelled.
  case cancelled
  /// The address policy admits none of the addresses.
  case addressRefused
  /// The name has no address.
  case unresolved
  /// Nobody takes the connection.
  case notConnected
  /// The other server's certificate or its TLS is not accepted.
  case tls
  /// The connection ended before the answer did.
  case interrupted
  /// The answer's body is larger than the request allows.
  case bodyTooLarge
  /// The answer's head is larger than 64 KiB.
  case headTooLarge
  /// What came is not HTTP, or a redirect led nowhere that may be followed.
  case malformedAnswer
  /// The circuit of the host is open: it failed too often a moment ago.
  case circuitOpen
  /// Too many requests wait already.
  case overloaded
  /// The client is shut down.
  case shutDown
  /// Anything else that libcurl says.
  case failed(CurlError)

  /// Whether surely nothing of the request arrived, so that sending it again repeats nothing.
  public var isBeforeSending: Bool {
    switch self {
    case .unresolved, .notConnected, .circuitOpen, .overloaded: true
    default: false
    }
  }

  /// Whether it says something about the other server, rather than about the request or about us.
  var isFailureOfHost: Bool {
    switch self {
    case .timedOut, .unresolved, .notConnected, .tls, .interrupted, .malformedAnswer, .failed: true
    default: false
    }
  }

  /// What metrics call it.
  var outcome: String {
    switch self {
    case .invalidRequest: "invalid_request"
    case .timedOut: "timed_out"
    case .cancelled: "cancelled"
    case .addressRefused: "address_refused"
    case .unresolved: "unresolved"
    case .notConnected: "not_connected"
    case .tls: "tls"
    case .interrupted: "interrupted"
    case .bodyTooLarge: "body_too_large"
    case .headTooLarge: "head_too_large"
    case .malformedAnswer: "malformed_answer"
    case .circuitOpen: "circuit_open"
    case .overloaded: "overloaded"
    case .shutDown: "shut_down"
    case .failed: "failed"
    }
  }
}

extension HTTPClientError: CustomStringConvertible {
  /// In words, for logs and for whoever looks at what was tried.
  public var description: String {
    switch self {
    case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
    case .timedOut: "no answer in time"
    case .cancelled: "cancelled"
    case .addressRefused: "the address is not public"
    case .unresolved: "the host's name has no address"
    case .notConnected: "the connection was refused"
    case .tls: "TLS failed"
    case .interrupted: "the connection ended before the answer"
    case .bodyTooLarge: "the answer is too large"
    case .headTooLarge: "the answer's head is too large"
    case .malformedAnswer: "the answer is not HTTP, or points where it may not"
    case .circuitOpen: "the host failed too often a moment ago"
    case .overloaded: "too many requests wait"
    case .shutDown: "the server is shutting down"
    case .failed(let error): error.description
    }
  }
}
