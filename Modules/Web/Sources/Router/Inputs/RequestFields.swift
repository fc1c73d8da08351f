internal import HTTP
internal import JSON
public import Kernel

/// The fields of one request, read by name and checked as they are read.
///
/// In its other mode there is no request: the fields note what is asked for, which is how a
/// route describes itself.
public struct RequestFields: Sendable {
  let source: Source
  let description: InputDescription?
  /// The name of the object these fields are in, with its dot: `items[2].`; empty at the top.
  let prefix: String
  /// When the request was taken up, for rules about days and times; nil where a route describes
  /// itself, and within an object of a body.
  public let now: Instant?
  /// Every complaint so far.
  var errors: [FieldError] = []
  /// A path parameter could not be read, so there is no such resource.
  var isUnknownResource = false

  /// Where the values come from.
  enum Source: Sendable {
    case description
    case request(RequestSource)
  }

  init(reading source: RequestSource, prefix: String = "") {
    self.source = .request(source)
    self.now = source.now
    self.description = nil
    self.prefix = prefix
  }

  init(describing description: InputDescription) {
    self.source = .description
    self.now = nil
    self.description = description
    self.prefix = ""
  }

  /// Complains about a field, for rules that span several of them.
  ///
  /// - Parameters:
  ///   - field: the name as the caller wrote it.
  ///   - code: stable and snake_case, such as `before_start`.
  ///   - message: a sentence for the person who sent the request.
  public mutating func fail(_ field: String, _ code: String, _ message: String) {
    errors.append(FieldError(field: prefix + field, code: code, message: message))
  }

  /// Whether a field was complained about: a rule across fields need not name it once more.
  public func isAtFault(_ field: String) -> Bool {
    errors.contains { $0.field == prefix + field }
  }

  /// Whether every field so far was read: rules across fields may be skipped when one was not.
  public var isValid: Bool { errors.isEmpty && !isUnknownResource }
}

/// Where the fields of one request come from.
struct RequestSource: Sendable {
  /// The body, as far as the route takes one.
  enum Body: Sendable {
    case absent
    case json(JSONValue)
    case form([QueryItem])
  }

  var parameters: [PathParameter] = []
  var query: [QueryItem] = []
  var headers = HTTPHeaders()
  var body = Body.absent
  /// When the request was taken up.
  var now: Instant?
  /// Complaints that were found before the fields were read.
  var errors: [FieldError] = []
}

/// A path parameter, decoded.
struct PathParameter: Sendable {
  let name: String
  let value: String
}

/// A name and a value of a query or a form, decoded.
struct QueryItem: Sendable, Hashable {
  let name: String
  let value: String
}
