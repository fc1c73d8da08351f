public import HTTP
public import JSON

/// An answer, and what its JSON says.
public struct Answer: Sendable {
  /// The status.
  public let status: Int
  /// The fields of its head.
  public let headers: HTTPHeaders
  /// Its body; empty where that was streamed.
  public let body: [UInt8]
  /// The body's JSON; nil where it is none.
  public let json: JSONValue?

  /// Reads an answer.
  public init(_ response: HTTPResponse) {
    status = response.status
    headers = response.headers
    body = if case .bytes(let bytes) = response.body { bytes } else { [] }
    json = try? JSONDocument(parsing: body).root
  }

  /// A text of the body's object.
  public subscript(name: String) -> String? { json?[name]?.string }

  /// The items of a page.
  public var items: [JSONValue] { json?["items"].map { Array($0.elements) } ?? [] }

  /// A text of each item of a page.
  public func each(_ name: String) -> [String?] { items.map { $0[name]?.string } }

  /// The only bad field of a 422; nil where there are none or several.
  public var field: String? {
    let errors = json?["errors"].map { Array($0.elements) } ?? []
    return errors.count == 1 ? errors[0]["field"]?.string : nil
  }
}
