/// Too many attempts failed.
public struct TooManyFailures: Error, Hashable, Sendable {
  /// How many may fail in a window.
  public let limit: Int64
  /// The seconds until the window ends.
  public let retryAfter: Int64

  /// Makes the refusal.
  public init(limit: Int64, retryAfter: Int64) {
    self.limit = limit
    self.retryAfter = retryAfter
  }
}

/// A refusal that says of a secret that it was looked at and found wrong.
protocol WrongSecret: Error {}

extension InvalidCredentials: WrongSecret {}
extension WrongPassword: WrongSecret {}
extension WrongCode: WrongSecret {}
