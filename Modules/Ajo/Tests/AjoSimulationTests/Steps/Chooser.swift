import Kernel
import KernelTesting

/// Chooses what happens next: mostly what makes sense, as far as the model knows, and sometimes
/// what does not.
struct Chooser: Sendable {
  private let random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  func below(_ bound: Int) -> Int {
    let octets = random.bytes(4)
    return octets.reduce(0) { $0 << 8 | Int($1) } % max(1, bound)
  }

  func one<Value>(of values: [Value]) -> Value? {
    values.isEmpty ? nil : values[below(values.count)]
  }

  /// One in so many.
  func rarely(_ bound: Int) -> Bool { below(bound) == 0 }

  func user() -> Int { below(World.people) }

  /// The first thing that comes to mind and is possible, and what goes wrong meanwhile.
  func next(_ model: Model) -> (Act, Trouble?) {
    let trouble = trouble()
    while true {
      if let act = act(model) { return (act, trouble) }
    }
  }

  private func trouble() -> Trouble? {
    guard rarely(6) else { return nil }
    return switch below(4) {
    case 0: .lostCommit(1 + below(2))
    case 1: .lostAnswer(1 + below(2))
    default: .statement(1 + below(25))
    }
  }

  private func act(_ model: Model) -> Act? {
    if model.adjustments.count < World.people {
      return .money(.adjust(user: model.adjustments.count, by: 50_000 + Int64(below(150_000))))
    }
    switch below(100) {
    case 0..<9: return money(model).map { .money($0) }
    case 9..<19: return deposit(model).map { .deposit($0) }
    case 19..<28: return withdrawal(model).map { .withdrawal($0) }
    case 28..<31:
      return .weather(one(of: [.fair, .fair, .fair, .lossy] + Weather.allCases) ?? .fair)
    case 31..<34: return .askProvider
    case 34: return .collectDebts
    case 35..<45: return .pass(hours: one(of: [1, 5, 12, 24, 24, 48, 100]) ?? 1)
    case 45..<58: return forming(model).map { .circle($0) }
    case 58..<86: return active(model).map { .circle($0) }
    default: return proposal(model).map { .proposal($0) }
    }
  }

  private func money(_ model: Model) -> MoneyAct? {
    switch below(10) {
    case 0..<4: .adjust(user: user(), by: Int64(below(60_000)) - 10_000 | 1)
    case 4..<7: send(model)
    default: reversed(model).map { .reverse($0, isForced: rarely(3)) }
    }
  }

  private func send(_ model: Model) -> MoneyAct {
    let payer = user()
    return .send(
      from: payer, to: user(), amount: 1 + Int64(below(30_000)), pin: pin(of: payer, model))
  }

  /// What a user shows: mostly what they have to, sometimes nothing, or what they had shown before.
  func pin(of user: Int, _ model: Model) -> Pin {
    if rarely(15) { return .nothing }
    if rarely(10), let token = recent(model.tokens.count) { return .again(token) }
    return Model.hasPin(user) ? .token : .nothing
  }

  private func reversed(_ model: Model) -> MoneyAct.Reversed? {
    switch below(5) {
    case 0: .adjustment(below(model.adjustments.count))
    case 1: model.transfers.isEmpty ? nil : .transfer(below(model.transfers.count))
    case 2:
      one(of: model.deposits.indices.filter { model.deposits[$0].state == .succeeded })
        .map { .deposit($0) }
    case 3:
      one(of: model.withdrawals.indices.filter { model.withdrawals[$0].wasPaid })
        .map { .withdrawal($0) }
    default:
      one(
        of: model.circles.indices.filter { circle in
          model.circles[circle].dues.contains { $0.state == .paid }
        }
      ).map { .circle($0) }
    }
  }

  private func deposit(_ model: Model) -> DepositAct? {
    if rarely(3) { return .begin(user: user(), amount: 9_000 + Int64(below(50_000))) }
    let ended = model.deposits.indices.filter {
      [.failed, .abandoned].contains(model.deposits[$0].state)
    }
    if rarely(5), let number = one(of: ended) { return .hears(number, .paid, times: 1) }
    let paid = model.deposits.indices.filter { model.deposits[$0].paid != nil }
    if rarely(5), let number = one(of: paid) {
      return .takenBack(
        number, takeBack(of: model.deposits[number].paid ?? 1), times: 1 + below(3))
    }
    // The last ones are what something is going on about.
    guard let number = recent(model.deposits.count) else { return nil }
    switch below(12) {
    case 0, 1: return .becomes(number, news(model, number))
    case 2: return .check(number)
    case 3..<6:
      let waiting = model.deposits.indices.filter {
        model.deposits[$0].state == .mismatch && model.deposits[$0].settlement == nil
      }
      return .settle(
        one(of: waiting) ?? number, one(of: DepositAct.Settlement.allCases) ?? .ignore)
    default: return .hears(number, news(model, number), times: 1 + below(3))
    }
  }

  private func recent(_ count: Int) -> Int? {
    count == 0 ? nil : rarely(4) ? below(count) : max(0, count - 1 - below(6))
  }

  private func takeBack(of paid: Int64) -> TakeBackNews {
    let part = rarely(3) ? 1 + Int64(below(Int(paid))) : paid
    return TakeBackNews(
      kind: one(of: TakeBackNews.Kind.allCases) ?? .refund, name: below(2),
      amount: rarely(12) ? paid + 1 : part,
      state: one(of: [.taken, .taken] + TakeBackNews.State.allCases) ?? .taken)
  }

  private func news(_ model: Model, _ number: Int) -> ChargeNews {
    let amount = model.deposits[number].amount
    switch below(12) {
    case 0: return .paidOther(amount + 1 + Int64(below(1_000)))
    case 1: return .paidForeign
    case 2, 3:
      return .paidLike(
        deposit: below(model.deposits.count), amount: rarely(2) ? amount : amount + 7)
    case 4: return .declined
    case 5: return .abandoned
    default: return .paid
    }
  }

  private func withdrawal(_ model: Model) -> WithdrawalAct? {
    if rarely(3) {
      let user = user()
      let funds = max(1, model.purses.available(to: user))
      return .begin(
        user: user, amount: 1 + Int64(below(Int(rarely(4) ? funds + funds / 4 : funds / 3))),
        pin: pin(of: user, model))
    }
    let paid = model.withdrawals.indices.filter { model.withdrawals[$0].wasPaid }
    if rarely(4), let number = one(of: paid) {
      return .hears(
        number, one(of: PayoutNews.allCases) ?? .reversed, times: 1 + below(3))
    }
    guard let number = recent(model.withdrawals.count) else { return nil }
    let news = one(of: [.paid] + PayoutNews.allCases) ?? .paid
    switch below(10) {
    case 0, 1: return .cancel(number)
    case 2: return .giveBack(number)
    case 3: return .retry(number)
    case 4..<7: return model.withdrawals[number].isKnown ? .becomes(number, news) : nil
    default:
      return model.withdrawals[number].isKnown
        ? .hears(number, news, times: 1 + below(3)) : nil
    }
  }
}
