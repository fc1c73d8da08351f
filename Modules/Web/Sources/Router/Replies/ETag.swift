internal import Crypto
public import Kernel

/// The version of a resource (RFC 9110, 8.8.3). Two strong tags are equal only for the same bytes.
public struct ETag: Hashable, Sendable, CustomStringConvertible {
  /// What stands between the quotation marks.
  public let opaque: String
  /// Whether the tag says only that two versions mean the same.
  public let isWeak: Bool

  /// A tag for a version: visible ASCII without quotation marks.
  public init(_ opaque: String, isWeak: Bool = false) {
    self.opaque = opaque
    self.isWeak = isWeak
  }

  /// A tag for a row that counts its changes.
  public init(version: Int64) {
    self.init("v" + String(version))
  }

  /// A tag for a row that knows when it was last changed.
  public init(updatedAt instant: Instant) {
    self.init("t" + String(instant.milliseconds, radix: 36))
  }

  /// A tag for what counts no changes: the digest of what is sent.
  public init<Body: ResponseBody>(of body: Body) {
    self.init(Base64URL.encode(Array(SHA256.hash(Body.shape.encode(body)).prefix(16))))
  }

  /// Whether both are strong and made of the same octets.
  func isSameVersion(as other: ETag) -> Bool {
    !isWeak && !other.isWeak && opaque.hasSameOctets(as: other.opaque)
  }

  /// As it stands in the `ETag` field.
  public var description: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }
}

/// What `If-Match` asks for (RFC 9110, 13.1.1).
public enum IfMatch: Hashable, Sendable {
  /// `*`: any version, as long as there is one.
  case any
  /// One of these versions.
  case tags([ETag])

  /// Reads a field's value; `nil` where it is not one.
  public init?(parsing text: String) {
    var rest = Substring(text).utf8
    rest.trimBlanks()
    if rest.elementsEqual("*".utf8) {
      self = .any
      return
    }
    var tags: [ETag] = []
    while let first = rest.first {
      // Empty elements are allowed in a list (RFC 9110, 5.6.1).
      if first == UInt8(ascii: ",") {
        rest.removeFirst()
        rest.trimBlanks()
        continue
      }
      guard let tag = ETag(takenFrom: &rest) else { return nil }
      tags.append(tag)
      rest.trimBlanks()
      guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
    }
    guard !tags.isEmpty else { return nil }
    self = .tags(tags)
  }

  /// Refuses a change to a version that the caller has not seen. Weak tags match nothing here.
  ///
  /// - Throws: `Problem` with `preconditionFailed`.
  public func check(_ current: ETag?) throws(Problem) {
    switch self {
    case .any:
      if current != nil { return }
    case .tags(let tags):
      if let current, !current.isWeak, tags.contains(where: current.isSameVersion) { return }
    }
    throw Problem(
      .preconditionFailed,
      detail: "The resource has changed since you read it. Read it again and repeat the change.")
  }
}

extension IfMatch? {
  /// Refuses a change to a version that the caller has not seen; allows all without `If-Match`.
  ///
  /// - Throws: `Problem` with `preconditionFailed`.
  public func check(_ current: ETag?) throws(Problem) {
    if case .some(let condition) = self { try condition.check(current) }
  }
}

extension ETag {
  /// Takes one tag off the front of a list.
  fileprivate init?(takenFrom text: inout Substring.UTF8View) {
    let isWeak = text.starts(with: "W/".utf8)
    if isWeak { text.removeFirst(2) }
    guard text.first == UInt8(ascii: "\"") else { return nil }
    text.removeFirst()
    guard let end = text.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    let opaque = text[..<end]
    // etagc: visible characters but the quotation mark, and bytes beyond ASCII.
    guard opaque.allSatisfy({ $0 == 0x21 || $0 >= 0x23 && $0 != 0x7F }) else { return nil }
    text = text[text.index(after: end)...]
    self.init(String(Substring(opaque)), isWeak: isWeak)
  }
}

extension Substring.UTF8View {
  fileprivate mutating func trimBlanks() {
    func isBlank(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
    while let first, isBlank(first) { removeFirst() }
    while let last, isBlank(last) { removeLast() }
  }
}

extension FieldType where Value == IfMatch {
  /// A list of entity tags or `*`.
  static let ifMatch = FieldType<String>.header.compactMap(
    schema: Schema.string(pattern: IfMatch.pattern).described(
      "The versions that the change may replace, as the ETag field gave them, or *."),
    placeholder: IfMatch.any, message: "This must be * or a list of quoted entity tags."
  ) { IfMatch(parsing: $0) }
}

extension IfMatch {
  fileprivate static let pattern =
    "^(?:\\*|(?:W/)?\"[!#-~]*\"(?: ?, ?(?:W/)?\"[!#-~]*\")*)$"
}
