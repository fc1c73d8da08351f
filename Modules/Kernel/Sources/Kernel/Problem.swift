/// A kind of refusal that clients may rely on (RFC 9457).
public struct ProblemKind: Hashable, Sendable {
  /// The HTTP status, 400–599.
  public let status: Int
  /// The stable name, in snake_case.
  public let code: String
  /// The kind in words, the same for every occurrence.
  public let title: String

  /// A kind of one's own. Contexts declare theirs as static members.
  public init(status: Int, code: String, title: String) {
    self.status = status
    self.code = code
    self.title = title
  }
}

/// A refusal as the client will see it. Thrown by a handler, it becomes the answer.
public struct Problem: Error, Sendable {
  /// Which refusal.
  public let kind: ProblemKind
  /// What happened this time, for a person to read. Never internals.
  public let detail: String?
  /// The fields at fault, all of them.
  public let fields: [FieldError]
  /// After how many seconds another attempt makes sense.
  public let retryAfterSeconds: Int?
  /// Header fields that the answer carries besides.
  public let headers: [(String, String)]
  /// Members of the answer beyond those that every problem has (RFC 9457, 3.2), such as the token
  /// with which a sign-in goes on.
  public let members: [(name: String, value: String)]

  /// A refusal of this kind, with whatever is to be said beyond the kind.
  public init(
    _ kind: ProblemKind, detail: String? = nil, fields: [FieldError] = [],
    retryAfterSeconds: Int? = nil, headers: [(String, String)] = [],
    members: [(name: String, value: String)] = []
  ) {
    self.kind = kind
    self.detail = detail
    self.fields = fields
    self.retryAfterSeconds = retryAfterSeconds
    self.headers = headers
    self.members = members
  }

  /// The refusal of an input with bad fields.
  public init(_ errors: ValidationErrors) {
    self.init(.validation, fields: errors.errors)
  }
}

/// An error which says that something is not available now but may be soon: answered 503 with
/// `Retry-After`.
public protocol Unavailability: Error {
  /// After how many seconds another attempt makes sense, 1 or more.
  var retryAfterSeconds: Int { get }
}
