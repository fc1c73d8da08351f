/// What a connection holds of the memory that all of them share. Only what waits is counted: a
/// request that comes in one piece, and whose answer is taken at once, costs nothing.
extension HTTPConnection {
  /// Counts what was received and not used.
  func chargeInput() {
    let budget = listener.load.requestMemory
    let waiting = input.count
    if waiting <= chargedInput {
      budget.give(chargedInput - waiting)
    } else if !budget.take(waiting - chargedInput, holding: chargedInput) {
      return refuseInput()
    }
    chargedInput = waiting
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
    let budget = listener.load.answerMemory
    let waiting = output.count + (tailIsShared ? 0 : tail.count)
    if waiting <= chargedOutput {
      budget.give(chargedOutput - waiting)
    } else if !budget.take(waiting - chargedOutput, holding: chargedOutput) {
      listener.load.note(.answerMemory)
      return close()
    }
    chargedOutput = waiting
  }
}
