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

  /// Counts what waits for the client to read.
  func chargeOutput() {
    guard !outputMemory.hold(output.count + (tailIsShared ? 0 : tail.count)) else { return }
    listener.load.note(.answerMemory)
    close()
  }
}
