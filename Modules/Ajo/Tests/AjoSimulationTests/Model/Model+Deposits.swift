import Kernel

// Money that comes in.
extension Model {
  /// The least that can be paid in.
  static let leastDeposit: Int64 = 10_000
  /// For how many seconds nobody is told that a payment is late.
  static let patience: Int64 = 24 * 3_600

  mutating func take(_ act: DepositAct) -> Bool {
    switch act {
    case .begin(let user, let amount):
      guard amount >= Self.leastDeposit else { return false }
      var deposit = ModelDeposit(user: user, amount: amount)
      deposit.expiresAt = now.adding(seconds: Self.patience)
      if weather != .fair { deposit.state = .failed }
      deposits.append(deposit)
      return weather == .fair
    case .becomes(let number, let news):
      deposits[number].truth = news
      return true
    case .hears(let number, let news, times: _):
      deposits[number].truth = news
      hear(news, of: number)
      return true
    case .check(let number):
      let deposit = deposits[number]
      if deposit.state == .succeeded || deposit.state == .mismatch { return true }
      guard weather != .down else { return false }
      if let truth = deposit.truth { hear(truth, of: number) }
      return true
    case .settle(let number, let settlement): return settle(number, settlement)
    case .takenBack(let number, let news, times: _):
      hear(news, of: number)
      return true
    }
  }

  /// The first success counts, whatever was said before; of failures only the first news does.
  mutating func hear(_ news: ChargeNews, of number: Int) {
    var deposit = deposits[number]
    switch news {
    case .declined:
      guard deposit.state == .pending else { return }
      deposit.state = .failed
      tell("ajo.deposit.failed")
    case .abandoned:
      guard deposit.state == .pending else { return }
      deposit.state = .abandoned
    case .paid: deposit = paid(deposit, deposit.amount, by: number)
    case .paidOther(let amount): deposit = paid(deposit, amount, by: number)
    case .paidForeign: deposit = paid(deposit, deposit.amount, by: number, isForeign: true)
    case .paidLike(let other, let amount): deposit = paid(deposit, amount, by: other)
    }
    deposits[number] = deposit
  }

  private mutating func paid(
    _ before: ModelDeposit, _ amount: Int64, by name: Int, isForeign: Bool = false
  ) -> ModelDeposit {
    var deposit = before
    guard deposit.state != .succeeded, deposit.state != .mismatch else { return deposit }
    // A payment is one deposit's.
    let isTaken = deposits.contains { $0.name == name }
    deposit.paid = amount
    deposit.isForeign = isForeign
    deposit.name = isTaken ? nil : name
    if isTaken || isForeign || amount != deposit.amount {
      deposit.state = .mismatch
      tell("ajo.deposit.mismatch")
    } else {
      credit(&deposit)
    }
    return deposit
  }

  private mutating func credit(_ deposit: inout ModelDeposit) {
    deposit.state = .succeeded
    purses.move(deposit.paid ?? 0, from: .provider, to: .wallet(deposit.user))
    purses.move(repayment(of: deposit.user), from: .wallet(deposit.user), to: .debt(deposit.user))
    tell("ajo.deposit.succeeded")
  }

  private mutating func settle(_ number: Int, _ settlement: DepositAct.Settlement) -> Bool {
    var deposit = deposits[number]
    guard deposit.state == .mismatch, deposit.settlement == nil else { return false }
    if settlement != .ignore, deposit.name == nil { return false }
    if settlement == .credit_paid, deposit.isForeign { return false }
    deposit.settlement = settlement.rawValue
    if settlement == .credit_paid { credit(&deposit) }
    deposit.isRefundQueued = settlement == .refund
    deposits[number] = deposit
    return true
  }

  /// The provider is asked once more about those whose time is up, before they are given up.
  mutating func expireDeposits() {
    for number in deposits.indices {
      guard let expiry = deposits[number].expiresAt, expiry <= now else { continue }
      guard deposits[number].state == .pending, weather != .down else {
        let isPending = deposits[number].state == .pending
        deposits[number].expiresAt = isPending ? now.adding(seconds: 3_600) : nil
        continue
      }
      deposits[number].expiresAt = nil
      hear(deposits[number].truth ?? .abandoned, of: number)
    }
  }
}
