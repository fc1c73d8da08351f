/// A request method: a case-sensitive token (RFC 9110, 9.1).
public struct HTTPMethod: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The token as it stood in the request line.
  public let rawValue: String

  /// Wraps a token; the server has checked its characters.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Asks for a resource.
  public static var get: HTTPMethod { HTTPMethod(rawValue: "GET") }
  /// `GET` without the body.
  public static var head: HTTPMethod { HTTPMethod(rawValue: "HEAD") }
  /// Asks the resource to process the body.
  public static var post: HTTPMethod { HTTPMethod(rawValue: "POST") }
  /// Replaces the resource.
  public static var put: HTTPMethod { HTTPMethod(rawValue: "PUT") }
  /// Changes part of the resource.
  public static var patch: HTTPMethod { HTTPMethod(rawValue: "PATCH") }
  /// Removes the resource.
  public static var delete: HTTPMethod { HTTPMethod(rawValue: "DELETE") }
  /// Asks what may be done with the resource.
  public static var options: HTTPMethod { HTTPMethod(rawValue: "OPTIONS") }

  /// The token.
  public var description: String { rawValue }
}
