/// What a file is called: for people to recognise it, never a path.
public struct FileName: Hashable, Sendable, CustomStringConvertible {
  /// The name, 1–255 octets.
  public let description: String

  /// The longest name, in octets.
  public static let longest = 255

  /// The name of a file, as far as what a client calls it can be one: the part after the last slash
  /// of either kind, without control characters and signs that turn the direction of writing,
  /// without blanks and dots at its ends. A name that belongs to another kind of file than its
  /// content gets the content's ending.
  public init(_ written: String, of kind: FileKind) {
    let ending = kind.extensions[0]
    var name = Self.plain(written)
    let own = Self.ending(of: name)
    if let own, kind.extensions.contains(own) {
      description = Self.cut(name, keeping: own)
      return
    }
    if let own, FileKind.allCases.contains(where: { $0.extensions.contains(own) }) {
      name = String(name.dropLast(own.count + 1))
    }
    if name.isEmpty { name = "file" }
    description = Self.cut(name + "." + ending, keeping: ending)
  }

  private static func plain(_ written: String) -> String {
    let last =
      written.unicodeScalars.split(
        omittingEmptySubsequences: false, whereSeparator: { $0 == "/" || $0 == "\\" }
      ).last ?? Substring.UnicodeScalarView()
    let kept = last.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: false
      default: !scalar.properties.isBidiControl
      }
    }
    let isEdge = { (scalar: Unicode.Scalar) in scalar == "." || scalar.properties.isWhitespace }
    let front = kept.drop(while: isEdge)
    let end = front.lastIndex { !isEdge($0) }.map { front.index(after: $0) } ?? front.startIndex
    return String(String.UnicodeScalarView(front[..<end]))
  }

  /// What follows the last dot, in lower case.
  private static func ending(of name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    return name[name.index(after: dot)...].lowercased()
  }

  /// The name with characters left out in front of its ending until it is short enough.
  private static func cut(_ name: String, keeping ending: String) -> String {
    guard name.utf8.count > longest else { return name }
    var stem = name.dropLast(ending.count + 1)
    let tail = name[stem.endIndex...]
    while stem.utf8.count + tail.utf8.count > longest { stem = stem.dropLast() }
    return (stem.isEmpty ? "file" : String(stem)) + tail
  }
}
