/// What there is many of, and acts name.
enum Thing: Hashable, Sendable, CaseIterable {
  case adjustment, transfer, deposit, withdrawal, circle, proposal, token
}

extension Model {
  /// How many there are.
  func count(_ thing: Thing) -> Int {
    switch thing {
    case .adjustment: adjustments.count
    case .transfer: transfers.count
    case .deposit: deposits.count
    case .withdrawal: withdrawals.count
    case .circle: circles.count
    case .proposal: proposals.count
    case .token: tokens.count
    }
  }
}

extension Act {
  /// The same act with other names for things; nil where one of them has none.
  func renamed(_ name: (Thing, Int) -> Int?) -> Act? {
    switch self {
    case .money(let act): act.renamed(name).map { .money($0) }
    case .deposit(let act): act.renamed(name).map { .deposit($0) }
    case .withdrawal(let act): act.renamed(name).map { .withdrawal($0) }
    case .circle(let act): act.renamed(name).map { .circle($0) }
    case .proposal(let act): act.renamed(name).map { .proposal($0) }
    case .weather, .askProvider, .collectDebts, .pass: self
    }
  }
}

extension MoneyAct {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> MoneyAct? {
    switch self {
    case .adjust: self
    case .send(let payer, let payee, let amount, let pin):
      pin.renamed(name).map { .send(from: payer, to: payee, amount: amount, pin: $0) }
    case .reverse(let reversed, let isForced):
      reversed.renamed(name).map { .reverse($0, isForced: isForced) }
    }
  }
}

extension MoneyAct.Reversed {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> Self? {
    switch self {
    case .adjustment(let number): name(.adjustment, number).map { .adjustment($0) }
    case .transfer(let number): name(.transfer, number).map { .transfer($0) }
    case .deposit(let number): name(.deposit, number).map { .deposit($0) }
    case .withdrawal(let number): name(.withdrawal, number).map { .withdrawal($0) }
    case .circle(let number): name(.circle, number).map { .circle($0) }
    }
  }
}

extension Pin {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> Pin? {
    switch self {
    case .nothing, .token: self
    case .again(let number): name(.token, number).map { .again($0) }
    }
  }
}

extension DepositAct {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> DepositAct? {
    func deposit(_ number: Int) -> Int? { name(.deposit, number) }
    func news(_ news: ChargeNews) -> ChargeNews? {
      guard case .paidLike(let other, let amount) = news else { return news }
      return deposit(other).map { .paidLike(deposit: $0, amount: amount) }
    }
    switch self {
    case .begin: return self
    case .becomes(let number, let told):
      guard let number = deposit(number), let told = news(told) else { return nil }
      return .becomes(number, told)
    case .hears(let number, let told, let times):
      guard let number = deposit(number), let told = news(told) else { return nil }
      return .hears(number, told, times: times)
    case .check(let number): return deposit(number).map { .check($0) }
    case .settle(let number, let how): return deposit(number).map { .settle($0, how) }
    case .takenBack(let number, let told, let times):
      return deposit(number).map { .takenBack($0, told, times: times) }
    }
  }
}

extension WithdrawalAct {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> WithdrawalAct? {
    func withdrawal(_ number: Int) -> Int? { name(.withdrawal, number) }
    switch self {
    case .begin(let user, let amount, let pin):
      return pin.renamed(name).map { .begin(user: user, amount: amount, pin: $0) }
    case .cancel(let number): return withdrawal(number).map { .cancel($0) }
    case .becomes(let number, let news): return withdrawal(number).map { .becomes($0, news) }
    case .hears(let number, let news, let times):
      return withdrawal(number).map { .hears($0, news, times: times) }
    case .giveBack(let number): return withdrawal(number).map { .giveBack($0) }
    case .retry(let number): return withdrawal(number).map { .retry($0) }
    }
  }
}

extension CircleAct {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> CircleAct? {
    func circle(_ number: Int) -> Int? { name(.circle, number) }
    switch self {
    case .found: return self
    case .join(let number, let user): return circle(number).map { .join($0, user: user) }
    case .leave(let number, let user): return circle(number).map { .leave($0, user: user) }
    case .order(let number, let host, let users):
      return circle(number).map { .order($0, by: host, users: users) }
    case .cancel(let number, let host): return circle(number).map { .cancel($0, by: host) }
    case .cancelAsAdministrator(let number):
      return circle(number).map { .cancelAsAdministrator($0) }
    case .handOver(let number, let host, let user):
      return circle(number).map { .handOver($0, by: host, to: user) }
    case .changeHost(let number, let user):
      return circle(number).map { .changeHost($0, to: user) }
    case .forgive(let number, let user, let cycle, let creditor):
      return circle(number).map { .forgive($0, user: user, cycle: cycle, by: creditor) }
    case .start, .mandate, .offerPledge, .contribute: return renamedWithPin(name)
    }
  }

  private func renamedWithPin(_ name: (Thing, Int) -> Int?) -> CircleAct? {
    func both(_ number: Int, _ pin: Pin, _ make: (Int, Pin) -> CircleAct) -> CircleAct? {
      guard let circle = name(.circle, number), let pin = pin.renamed(name) else { return nil }
      return make(circle, pin)
    }
    switch self {
    case .start(let number, let host, let pin):
      return both(number, pin) { .start($0, by: host, pin: $1) }
    case .mandate(let number, let user, let isOn, let pin):
      return both(number, pin) { .mandate($0, user: user, isOn: isOn, pin: $1) }
    case .offerPledge(let number, let user, let isOn, let pin):
      return both(number, pin) { .offerPledge($0, user: user, isOn: isOn, pin: $1) }
    case .contribute(let number, let user, let cycle, let pin):
      return both(number, pin) { .contribute($0, user: user, cycle: cycle, pin: $1) }
    default: return nil
    }
  }
}

extension ProposalAct {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> ProposalAct? {
    switch self {
    case .swap(let circle, let user, let other):
      name(.circle, circle).map { .swap(circle: $0, by: user, with: other) }
    case .replace(let circle, let host, let member, let newcomer):
      name(.circle, circle).map {
        .replace(circle: $0, by: host, member: member, newcomer: newcomer)
      }
    case .remove(let circle, let host, let member):
      name(.circle, circle).map { .remove(circle: $0, by: host, member: member) }
    case .answer(let number, let user, let isYes):
      name(.proposal, number).map { .answer($0, by: user, isYes: isYes) }
    case .withdraw(let number, let user):
      name(.proposal, number).map { .withdraw($0, by: user) }
    }
  }
}
