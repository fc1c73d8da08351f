public import Kernel

/// The names of topics: `user:<id>`, `fleet.company:<id>`. What stands before the colon is the
/// kind, in lower case: the context and what the topic is about.
public enum TopicName {
  /// The most octets that a topic has.
  public static let longest = 200

  /// The topic of what concerns one user.
  public static func user(_ id: UserID) -> String { "user:\(id)" }

  /// The reserved topic of events that change what a user may follow. It is never handed to
  /// clients: every server asks the rules again for that user's subscriptions.
  public static func rights(of id: UserID) -> String { "\(rightsPrefix)\(id)" }

  private static let rightsPrefix = "rights:user:"

  /// The user whose rights changed; nil for any other topic.
  public static func userOfRights(_ topic: String) -> UserID? {
    guard topic.hasPrefix(rightsPrefix) else { return nil }
    return UserID(String(topic.dropFirst(rightsPrefix.count)))
  }

  /// The kind and the id of a topic; nil for what is none. Clients send names of any text, so this
  /// looks at octets alone.
  public static func parts(of topic: String) -> (kind: String, id: String)? {
    let octets = topic.utf8
    guard octets.count <= longest, octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let colon = octets.firstIndex(of: UInt8(ascii: ":")),
      colon != octets.startIndex, octets.index(after: colon) != octets.endIndex,
      octets[..<colon].allSatisfy(isOfKind),
      octets[octets.index(after: colon)...].allSatisfy(isOfID)
    else { return nil }
    return (String(topic[..<colon]), String(topic[octets.index(after: colon)...]))
  }

  /// Whether events can be handed on by this name.
  public static func isWellFormed(_ topic: String) -> Bool { parts(of: topic) != nil }

  private static func isOfKind(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "._".utf8.contains(octet)
    }
  }

  /// Neither a comma nor `=`, which stand between topics in a `Last-Event-ID`.
  private static func isOfID(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: isOfKind(octet) || ":-~".utf8.contains(octet)
    }
  }
}
