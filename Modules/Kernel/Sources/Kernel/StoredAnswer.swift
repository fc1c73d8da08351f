/// An answer that was given under an idempotency key, to be given again byte for byte. Only the web
/// layer reads its content; storage checks nothing but its size.
public struct StoredAnswer: Sendable, Hashable {
  /// The status it was given with.
  public let status: Int
  /// The media type of `body`, or nil where there is no body.
  public let contentType: String?
  /// Where the resource is that was made, or nil.
  public let location: String?
  /// The version of the resource that it shows, as `ETag` gave it, or nil.
  public let etag: String?
  /// The body's bytes, at most `largestBody`.
  public let body: [UInt8]

  /// The most octets that a stored body has: 16 KiB.
  public static let largestBody = 16_384

  /// No answer.
  static var none: StoredAnswer {
    StoredAnswer(status: 204, contentType: nil, location: nil, body: [])
  }

  /// An answer as it was given.
  public init(
    status: Int, contentType: String?, location: String?, etag: String? = nil, body: [UInt8]
  ) {
    self.status = status
    self.contentType = contentType
    self.location = location
    self.etag = etag
    self.body = body
  }
}

/// The request was done or refused under the same idempotency key before. Thrown out of the unit of
/// work; the caller gets the first answer again.
public enum Replay: Error, Sendable {
  /// The first answer.
  case answer(StoredAnswer)
  /// The refusal of the request `requestID`, which is repeated byte for byte.
  case refusal(any Error, requestID: String)
}
