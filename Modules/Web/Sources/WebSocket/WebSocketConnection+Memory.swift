internal import HTTP

extension WebSocketConnection {
  /// Whether there is room for so many octets more that wait for the peer. One for whom nothing
  /// waits is always sent them.
  public func hasRoom(for octets: Int) -> Bool {
    waitingOctets == 0 || memory.admits(waitingOctets + octets)
  }

  /// Counts what is held: messages that have not come whole, and what waits for the peer. Where
  /// there is no room for it the connection is cut.
  func charge() {
    guard state != .closed else { return }
    if !memory.hold(decoder.heldOctets + held.count + output.count) { end() }
  }
}
