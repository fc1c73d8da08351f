private import Glibc
private import Synchronization

/// The machine's IANA database, and what was read of it so far: at most one entry for each of the
/// few hundred zones there are.
enum TimeZoneDirectory {
  private static let path = "/usr/share/zoneinfo/"
  /// Many times the largest file there is.
  private static let largestFile = 1 << 20
  private static let longestName = 64
  private static let known = Mutex<[String: TimeZoneRules]>(["UTC": .utc])

  static func rules(_ identifier: String) throws(TimeZoneError) -> TimeZoneRules {
    // Short enough first: a long name is dear to look up.
    guard identifier.utf8.count <= longestName else { throw .unknown(identifier: identifier) }
    if let rules = known.withLock({ $0[identifier] }) { return rules }
    guard isName(identifier), let contents = read(path + identifier) else {
      throw .unknown(identifier: identifier)
    }
    let rules = try TimeZoneRules(identifier: identifier, tzif: contents)
    known.withLock { $0[identifier] = rules }
    return rules
  }

  /// Letters, digits, `_`, `+` and `-` in parts parted by `/`: nothing that leads elsewhere.
  private static func isName(_ identifier: String) -> Bool {
    let name = identifier.utf8
    let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isPlain) }
  }

  private static func isPlain(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The whole file; nil if there is none, or it is a folder or too large.
  private static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var contents: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 8192)
    while contents.count <= largestFile {
      let count = Glibc.read(file, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? contents : nil }
      contents += piece[..<count]
    }
    return nil
  }
}
