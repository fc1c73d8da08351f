/// Which octets of a file a client asks for (RFC 9110, 14).
public enum ByteRange: Hashable, Sendable {
  /// All of them: nothing was asked, or what is not understood, or several parts.
  case whole
  /// These; not empty, within the file.
  case part(Range<Int64>)
  /// None that there are: 416.
  case unsatisfiable

  /// Reads the value of `Range` for a file of a size.
  public init(_ value: String?, size: Int64) {
    self = value.flatMap { Self.parse($0, size) } ?? .whole
  }

  private static func parse(_ value: String, _ size: Int64) -> ByteRange? {
    let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
    let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2 else { return nil }
    if ends[0].isEmpty {
      guard let count = number(ends[1]) else { return nil }
      return count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
    }
    guard let first = number(ends[0]) else { return nil }
    if ends[1].isEmpty { return first < size ? .part(first..<size) : .unsatisfiable }
    guard let last = number(ends[1]), first <= last else { return nil }
    return first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
  }

  /// Digits; more of them than 64 bits hold mean the end of any file.
  private static func number(_ text: Substring) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int64(text) ?? .max
  }
}
