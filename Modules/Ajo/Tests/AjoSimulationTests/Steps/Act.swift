/// One thing that happens. Users, circles and whatever else there is of many are numbered as they
/// came, from 0; cycles from 1. Amounts are in minor units. In a `Step` things bear the number of
/// the step that they came with.
enum Act: Hashable, Sendable {
  case money(MoneyAct)
  case deposit(DepositAct)
  case withdrawal(WithdrawalAct)
  case circle(CircleAct)
  case proposal(ProposalAct)
  /// The provider is another way from now on.
  case weather(Weather)
  /// The jobs that ask the provider are done.
  case askProvider
  /// The jobs are done that take what is owed since more was taken back than there was.
  case collectDebts
  /// Time goes on, and the jobs of circles are done on the way.
  case pass(hours: Int64)
}

/// What is done with wallets alone.
enum MoneyAct: Hashable, Sendable {
  /// An administrator puts something in, or takes it out.
  case adjust(user: Int, by: Int64)
  case send(from: Int, to: Int, amount: Int64, pin: Pin)
  case reverse(Reversed, isForced: Bool)

  /// What an administrator undoes.
  enum Reversed: Hashable, Sendable {
    case adjustment(Int)
    case transfer(Int)
    case deposit(Int)
    case withdrawal(Int)
    /// A movement of a circle, of which nobody may be deprived.
    case circle(Int)
  }
}

enum DepositAct: Hashable, Sendable {
  case begin(user: Int, amount: Int64)
  /// The provider will say so when it is asked.
  case becomes(Int, ChargeNews)
  /// The provider says so; with more than one time it says it again, the second time in the same
  /// words, the third in others.
  case hears(Int, ChargeNews, times: Int)
  case check(Int)
  case settle(Int, Settlement)
  /// The provider took money of it back, or may; told as often as `hears` is.
  case takenBack(Int, TakeBackNews, times: Int)

  enum Settlement: String, Hashable, Sendable, CaseIterable { case credit_paid, refund, ignore }
}

enum WithdrawalAct: Hashable, Sendable {
  case begin(user: Int, amount: Int64, pin: Pin)
  case cancel(Int)
  case becomes(Int, PayoutNews)
  case hears(Int, PayoutNews, times: Int)
  /// An administrator has it returned.
  case giveBack(Int)
  /// An administrator has it sent again.
  case retry(Int)
}

enum CircleAct: Hashable, Sendable {
  case found(host: Int, Deal)
  case join(Int, user: Int)
  case leave(Int, user: Int)
  case order(Int, by: Int, users: [Int])
  case start(Int, by: Int, pin: Pin)
  case cancel(Int, by: Int)
  case cancelAsAdministrator(Int)
  case handOver(Int, by: Int, to: Int)
  case changeHost(Int, to: Int)
  case mandate(Int, user: Int, isOn: Bool, pin: Pin)
  /// Somebody agrees to pledge if the circle becomes theirs, or not any more.
  case offerPledge(Int, user: Int, isOn: Bool, pin: Pin)
  case contribute(Int, user: Int, cycle: Int, pin: Pin)
  /// Somebody waives what they are owed of another's contribution.
  case forgive(Int, user: Int, cycle: Int, by: Int)
}

enum ProposalAct: Hashable, Sendable {
  case swap(circle: Int, by: Int, with: Int)
  case replace(circle: Int, by: Int, member: Int, newcomer: Int)
  case remove(circle: Int, by: Int, member: Int)
  case answer(Int, by: Int, isYes: Bool)
  case withdraw(Int, by: Int)
}

/// What somebody shows with an act that moves their money; those who have set no PIN may show
/// nothing.
enum Pin: Hashable, Sendable {
  case nothing
  /// A token that was made for the act.
  case token
  /// A token that was made for an earlier one.
  case again(Int)
}

/// An act, and what goes wrong while it is done.
struct Step: Hashable, Sendable, CustomStringConvertible {
  let number: Int
  let act: Act
  let trouble: Trouble?

  var description: String {
    let act = "\(act)".replacing("AjoSimulationTests.", with: "")
    return "\(number). \(act)\(trouble.map { "; the database: \($0)" } ?? "")"
  }
}

/// What goes wrong with the database, once.
enum Trouble: Hashable, Sendable {
  case statement(Int)
  case lostCommit(Int)
  case lostAnswer(Int)
}
