/// An answer that was given under an idempotency key, to be given again byte for byte. What is in
/// it is the web layer's affair: whoever stores or hands it on looks at nothing but its size.
public struct StoredAnswer: Sendable, Hashable {
  /// The status it was given with.
  public let status: Int
  /// The media type of `body`, or nil where there is no body.
  public let contentType: String?
  /// Where the resource is that was made, or nil.
  public let location: String?
  /// The body's bytes, at most `largestBody`.
  public let body: [UInt8]

  /// The most octets that a stored body has: 16 KiB.
  public static let largestBody = 16_384

  /// No answer.
  static var none: StoredAnswer {
    StoredAnswer(status: 204, contentType: nil, location: nil, body: [])
  }

  /// An answer as it was given.
  public init(status: Int, contentType: String?, location: String?, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.location = location
    self.body = body
  }
}

/// What a request asks for was done, or refused, under the same idempotency key before: thrown
/// out of the unit of work, and answered with what was answered then.
public enum Replay: Error, Sendable {
  /// The first answer.
  case answer(StoredAnswer)
  /// The refusal that the request `requestID` met, which is told in the very same bytes.
  case refusal(any Error, requestID: String)
}
