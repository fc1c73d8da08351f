import Kernel

/// Ajo as one would write it down on paper from what it promises, without caring for speed, reasons
/// or how it is kept: who has what, who owes what to whom, and what has become of everything. It
/// calls none of the rules that it is compared with.
struct Model: Sendable {
  /// What a withdrawal costs.
  let withdrawalFee: Int64
  var now: Instant
  var purses = Purses()
  var weather = Weather.fair
  var adjustments: [ModelTransfer] = []
  var transfers: [ModelTransfer] = []
  var deposits: [ModelDeposit] = []
  var withdrawals: [ModelWithdrawal] = []
  var takeBacks: [ModelTakeBack] = []
  var circles: [ModelCircle] = []
  var proposals: [ModelProposal] = []
  var tokens: [ModelToken] = []
  /// How often something was told that may be told once.
  var told: [String: Int] = [:]

  init(withdrawalFee: Int64, at now: Instant) {
    (self.withdrawalFee, self.now) = (withdrawalFee, now)
  }

  mutating func tell(_ event: String) { told[event, default: 0] += 1 }

  /// Does what happens, or refuses it.
  /// - Parameter draw: the order that was drawn for the circle that starts, if one is.
  /// - Returns: whether it was done. What is refused leaves everything as it is, but for what the
  ///   provider made known on the way.
  mutating func take(_ act: Act, draw: [Int] = []) -> Bool {
    switch act {
    case .money(let act): return take(act)
    case .deposit(let act): return take(act)
    case .withdrawal(let act): return take(act)
    case .circle(let act): return take(act, draw: draw)
    case .proposal(let act): return take(act)
    case .weather(let weather):
      self.weather = weather
      return true
    case .askProvider:
      askProvider()
      return true
    case .collectDebts:
      collectDebts()
      return true
    case .pass(let hours):
      pass(until: now.adding(seconds: hours * 3_600))
      return true
    }
  }
}
