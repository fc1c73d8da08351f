/// What there is many of, and acts name.
enum Thing: Hashable, Sendable, CaseIterable {
  case adjustment, transfer, deposit, withdrawal, circle, proposal
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
    }
  }
}

extension Act {
  /// The same act with other names for things; nil where one of them has none.
  func renamed(_ name: (Thing, Int) -> Int?) -> Act? {
    switch self {
    case .money(let act): act.renamed(name).map { .money($0) }
    case .deposit(let act): act.renamed(name).map { .deposit($0) }
    case .withdrawal(let act): act.renamed { name(.withdrawal, $0) }.map { .withdrawal($0) }
    case .circle(let act): act.renamed { name(.circle, $0) }.map { .circle($0) }
    case .proposal(let act): act.renamed(name).map { .proposal($0) }
    case .weather, .askProvider, .pass: self
    }
  }
}

extension MoneyAct {
  fileprivate func renamed(_ name: (Thing, Int) -> Int?) -> MoneyAct? {
    guard case .reverse(let reversed, let isForced) = self else { return self }
    let other: Reversed? =
      switch reversed {
      case .adjustment(let number): name(.adjustment, number).map { .adjustment($0) }
      case .transfer(let number): name(.transfer, number).map { .transfer($0) }
      case .deposit(let number): name(.deposit, number).map { .deposit($0) }
      case .withdrawal(let number): name(.withdrawal, number).map { .withdrawal($0) }
      case .circle(let number): name(.circle, number).map { .circle($0) }
      }
    return other.map { .reverse($0, isForced: isForced) }
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
    }
  }
}

extension WithdrawalAct {
  fileprivate func renamed(_ name: (Int) -> Int?) -> WithdrawalAct? {
    switch self {
    case .begin: self
    case .cancel(let number): name(number).map { .cancel($0) }
    case .becomes(let number, let news): name(number).map { .becomes($0, news) }
    case .hears(let number, let news, let times):
      name(number).map { .hears($0, news, times: times) }
    case .giveBack(let number): name(number).map { .giveBack($0) }
    case .retry(let number): name(number).map { .retry($0) }
    }
  }
}

extension CircleAct {
  fileprivate func renamed(_ name: (Int) -> Int?) -> CircleAct? {
    switch self {
    case .found: self
    case .join(let number, let user): name(number).map { .join($0, user: user) }
    case .leave(let number, let user): name(number).map { .leave($0, user: user) }
    case .order(let number, let host, let users):
      name(number).map { .order($0, by: host, users: users) }
    case .start(let number, let host): name(number).map { .start($0, by: host) }
    case .cancel(let number, let host): name(number).map { .cancel($0, by: host) }
    case .cancelAsAdministrator(let number): name(number).map { .cancelAsAdministrator($0) }
    case .handOver(let number, let host, let user):
      name(number).map { .handOver($0, by: host, to: user) }
    case .changeHost(let number, let user): name(number).map { .changeHost($0, to: user) }
    case .mandate(let number, let user, let isOn):
      name(number).map { .mandate($0, user: user, isOn: isOn) }
    case .contribute(let number, let user, let cycle):
      name(number).map { .contribute($0, user: user, cycle: cycle) }
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
