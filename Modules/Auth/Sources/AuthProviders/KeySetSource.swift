import Curl
public import EventLoop

/// What was found at the address of an issuer's keys.
public struct PublishedKeys: Sendable, Hashable {
  /// The document.
  public let document: [UInt8]
  /// For how many seconds it may be kept, if the issuer says so.
  public let maxAge: Int64?

  /// A document as it was found.
  public init(document: [UInt8], maxAge: Int64? = nil) {
    self.document = document
    self.maxAge = maxAge
  }
}

/// Where an issuer's keys are read.
public protocol KeySetSource: Sendable {
  /// Reads the keys. Any error says that they cannot be had now.
  func read() async throws -> PublishedKeys
}

extension KeySetSource where Self == WebKeySetSource {
  /// Keys on the web.
  /// - Parameter pool: where the reading blocks a thread, for five seconds at most.
  public static func web(_ url: String, on pool: BlockingPool) -> WebKeySetSource {
    WebKeySetSource(url: url, pool: pool)
  }
}

/// An issuer's keys on the web. Whatever a token says, they are read at the configured address
/// alone, and no redirection is followed.
public struct WebKeySetSource: KeySetSource {
  /// Issuers' documents have two to five KiB.
  private static let limit = 256 * 1024

  let url: String
  /// Where the reading blocks a thread.
  let pool: BlockingPool

  /// Reads the keys.
  /// - Throws: `CurlError`, `PoolOverloaded`, or an error that tells the status.
  public func read() async throws -> PublishedKeys {
    let answer = try await pool.run { [url] in
      try WebFetch.get(url, limit: Self.limit, timeout: 5)
    }
    guard answer.status == 200 else { throw UnexpectedStatus(status: answer.status) }
    let age = answer.age.flatMap { Int64($0) } ?? 0
    return PublishedKeys(
      document: answer.body,
      maxAge: CacheControl.maxAge(answer.cacheControl).map { max(0, $0 - max(0, age)) })
  }
}

/// The keys are not where they should be.
struct UnexpectedStatus: Error, CustomStringConvertible {
  let status: Int

  var description: String { "the issuer answered \(status)" }
}

/// What `Cache-Control` says (RFC 9111, 5.2), as far as it matters here.
enum CacheControl {
  /// For how many seconds an answer may be kept; nil if nothing is said of it.
  static func maxAge(_ field: String?) -> Int64? {
    guard let field else { return nil }
    var age: Int64?
    for directive in field.lowercased().split(separator: ",") {
      let words = directive.split(separator: "=", maxSplits: 1).map { part in
        String(part.filter { $0 != " " && $0 != "\t" && $0 != "\"" })
      }
      switch words.first {
      case "no-store", "no-cache": return 0
      case "max-age": age = words.count == 2 ? Int64(words[1]) ?? age : age
      default: break
      }
    }
    return age
  }
}
