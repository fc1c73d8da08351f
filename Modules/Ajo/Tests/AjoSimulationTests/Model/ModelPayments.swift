import Kernel

/// What a provider says became of a charge.
enum ChargeNews: Hashable, Sendable {
  case paid
  /// Another amount was paid.
  case paidOther(Int64)
  /// The amount was paid in another currency.
  case paidForeign
  /// So much was paid, by what paid another deposit.
  case paidLike(deposit: Int, amount: Int64)
  case declined
  case abandoned
}

/// What a provider says became of a payout.
enum PayoutNews: String, Hashable, Sendable, CaseIterable { case paid, failed, reversed }

/// What a provider says of money of a deposit that went back to whoever paid it, or may.
struct TakeBackNews: Hashable, Sendable {
  enum Kind: String, Hashable, Sendable, CaseIterable { case refund, dispute }
  enum State: String, Hashable, Sendable, CaseIterable { case open, taken, dropped }

  let kind: Kind
  /// By which it is told from others of the deposit.
  let name: Int
  let amount: Int64
  let state: State
}

/// How the provider is.
enum Weather: String, Hashable, Sendable, CaseIterable {
  /// It does what it is asked.
  case fair
  /// It does, and its answers are lost.
  case lossy
  /// Nobody answers.
  case down
  /// It refuses what would do something.
  case refusing
}

/// Money that is on its way in.
struct ModelDeposit: Sendable {
  enum State: String, Sendable { case pending, succeeded, failed, abandoned, mismatch }

  let user: Int
  let amount: Int64
  var state = State.pending
  /// What the provider says when it is asked.
  var truth: ChargeNews?
  /// What was paid; the deposit by whose name the provider knows the payment.
  var paid: Int64?
  var isForeign = false
  var name: Int?
  var settlement: String?
  /// When it is given up, or asked about once more.
  var expiresAt: Instant?
  var isReversed = false
  /// Whether a job is to have it given back, and whether the provider has done so.
  var isRefundQueued = false
  var isRefunded = false
}

/// What a provider took of a deposit, or may.
struct ModelTakeBack: Sendable {
  let deposit: Int
  let kind: TakeBackNews.Kind
  let name: Int
  let amount: Int64
  var state = TakeBackNews.State.open
  /// What the user owes since; nil where nothing was taken from them.
  var debt: Int64?
}

/// Money that is on its way out.
struct ModelWithdrawal: Sendable {
  enum State: String, Sendable { case held, submitted, paid, returned }

  let user: Int
  let amount: Int64
  let fee: Int64
  var state = State.held
  var returned: String?
  /// Whether the provider has it, and what became of it there.
  var isKnown = false
  var truth: PayoutNews?
  /// Whether a job is to send it out.
  var isQueued = true
  /// Whether a job asks what became of it.
  var isAsked = false
  var attemptedAt: Instant?
  var wasPaid = false
  var isReversed = false

  var isUnderWay: Bool { state == .held || state == .submitted }
}

/// A movement between wallets, or between one and the house.
struct ModelTransfer: Sendable {
  let payer: Place
  let payee: Place
  let amount: Int64
  var isReversed = false
}
