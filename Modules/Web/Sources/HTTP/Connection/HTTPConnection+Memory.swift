internal import CLinux

/// What a connection holds of the memory that all of them share. Only what waits is counted: a
/// request that comes in one piece, and whose answer is taken at once, costs nothing.
extension HTTPConnection {
  /// Counts what was received and not used.
  func chargeInput() {
    if !inputMemory.hold(input.count) { refuseInput() }
  }

  /// There is no room for what came.
  private func refuseInput() {
    guard let exchange, exchange.bodyIsComplete else { return fail(.overloaded) }
    // What came are further requests: they are left unanswered, and the client is told by the end
    // of the connection (RFC 9112, 9.6).
    listener.load.note(.requestMemory)
    exchange.keepsAlive = false
    dropInput()
  }

  /// Whether an answer can be held if its client reads it slowly. Once it has begun all that is
  /// left is to cut it off. What changes something is told in any case.
  func hasRoom(for response: HTTPResponse, of exchange: Exchange) -> Bool {
    guard exchange.method == .get else { return true }
    let length: Int
    switch response.body {
    case .bytes(let bytes) where !response.sharesBody: length = bytes.count
    case .stream: length = listener.configuration.sendBuffer
    default: return true
    }
    let budget = listener.load.answerMemory
    if length + Self.headRoom <= budget.share - outputMemory.held { return true }
    // Only now is it worth the question whether the socket takes it by itself.
    if pendingOutput == 0, length <= Int(clinux_send_room(descriptor)) { return true }
    budget.noteRefusal()
    listener.load.note(.answerMemory)
    return false
  }

  /// Counts what waits for the client to read.
  func chargeOutput() {
    let waiting = output.count + (tailIsShared ? 0 : tail.count)
    if outputMemory.hold(waiting) { return }
    // A refusal is short, and the last thing that the client is told.
    if case .closing = phase, waiting - outputMemory.held <= Self.shortRefusal { return }
    listener.load.note(.answerMemory)
    close()
  }

  private static var shortRefusal: Int { 4_096 }

  /// What a head may add to an answer.
  private static var headRoom: Int { 1_024 }
}
