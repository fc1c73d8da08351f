extension EmailAddress {
  /// Reads an address that somebody is to have from now on; nil if it cannot be one, or if no mail
  /// could ever reach it (`isReachable`). Addresses from before are read by `init(_:)`.
  public init?(new text: String) {
    self.init(text)
    guard isReachable else { return nil }
  }

  /// Whether the DNS can have the domain (RFC 1035, 2.3.4, and RFC 3696, 2): in its form with
  /// `xn--`, labels of 1–63 octets, 253 in all, and a last label that is no number.
  public var isReachable: Bool {
    guard let deliverable, let sign = deliverable.utf8.lastIndex(of: UInt8(ascii: "@")) else {
      return false
    }
    let domain = deliverable.utf8[deliverable.utf8.index(after: sign)...]
    let labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard domain.count <= 253, labels.allSatisfy({ (1...63).contains($0.count) }) else {
      return false
    }
    return labels.last?.allSatisfy { (0x30...0x39).contains($0) } == false
  }
}
