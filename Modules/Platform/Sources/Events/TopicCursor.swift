/// A place in a topic's history: after the event of an offset, within an epoch.
public struct TopicCursor: Hashable, Sendable {
  /// The unbroken history that the offset belongs to: up to 64 letters and digits.
  public let epoch: String
  /// The last event that is known, counted from 1; 0 before the first.
  public let offset: Int64

  /// A place; nil where these cannot be one.
  public init?(epoch: String, offset: Int64) {
    guard offset >= 0, (1...64).contains(epoch.utf8.count), epoch.utf8.allSatisfy(Self.isOfEpoch)
    else { return nil }
    self.epoch = epoch
    self.offset = offset
  }

  /// Reads `<epoch>:<offset>`, as the id of a server-sent event has it.
  public init?(parsing text: Substring) {
    let octets = text.utf8
    guard octets.count <= 90, octets.allSatisfy({ $0 < 0x80 }),
      let colon = octets.firstIndex(of: UInt8(ascii: ":")),
      let offset = Int64(text[octets.index(after: colon)...])
    else { return nil }
    self.init(epoch: String(text[..<colon]), offset: offset)
  }

  private static func isOfEpoch(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension TopicCursor: CustomStringConvertible {
  /// `<epoch>:<offset>`.
  public var description: String { "\(epoch):\(offset)" }
}
