public import Kernel
import Ledger
import Payments
import Ports
import Work

/// What a user asks for who wants to take money out.
public struct WithdrawalRequest: Hashable, Sendable {
  /// Whose wallet.
  public let userID: UserID
  /// How much is sent.
  public let amount: Money
  /// The linked bank account that it goes to.
  public let bankID: LinkedBank.ID

  /// Puts a request together.
  public init(userID: UserID, amount: Money, bankID: LinkedBank.ID) {
    self.userID = userID
    self.amount = amount
    self.bankID = bankID
  }
}

/// Sends money out by way of payment providers.
public struct WithdrawalService: Sendable {
  let parts: PaymentParts
  private let money: MoneyOut

  /// Makes the service.
  /// - Parameter money: asks for the PIN.
  public init(_ parts: PaymentParts, money: MoneyOut) {
    self.parts = parts
    self.money = money
  }

  /// Holds a user's money for a withdrawal, which a job sends out afterwards.
  /// - Throws: `WithdrawalRefusal`, `LimitRefusal`, `PinRequired`, `ProviderUnavailable`,
  ///   `NotFound`, `Replay`, or the store's error.
  public func begin(
    _ request: WithdrawalRequest, pinToken: String? = nil, once: Once<Withdrawal> = .unkeyed
  ) async throws -> Withdrawal {
    let spending = Spending(
      userID: request.userID, action: .withdraw, amount: request.amount, pinToken: pinToken)
    return try await money.perform(
      spending, once: once, refusals: WithdrawalRefusal.self,
      replay: { key in
        // Throws the answer, if there is one.
        try await parts.store.replay(key)
        return nil
      },
      check: {}, move: { try await hold(request, once) })
  }

  private func hold(
    _ request: WithdrawalRequest, _ once: Once<Withdrawal>
  ) async throws -> Withdrawal {
    try await parts.store.replay(once)
    _ = try await parts.present(request.userID)
    let provider = parts.gateways.standard
    guard parts.gateways[provider] != nil else { throw ProviderUnavailable(isMissing: true) }
    let (today, terms, repayment) = (
      parts.startOfToday, parts.terms(), parts.ids.make(Transfer.self)
    )
    let blank = Withdrawal(
      id: parts.ids.make(), userID: request.userID, bankID: request.bankID, provider: provider,
      amount: request.amount, fee: terms.withdrawalFee,
      transfers: Withdrawal.Transfers(
        hold: parts.ids.make(), payment: parts.ids.make(), feeHold: parts.ids.make(),
        feePayment: parts.ids.make()),
      place: Withdrawal.Place(sequence: 0, balance: .zero(request.amount.unit)),
      createdAt: parts.clock.now())
    let held = try await parts.store.atomically(once) { transaction in
      let customer = try transaction.lockCustomer(request.userID)
      guard let bank = try transaction.lockBank(request.bankID, of: request.userID) else {
        throw WithdrawalRefusal.noSuchBank
      }
      guard bank.state == .verified else { throw WithdrawalRefusal.bankNotVerified }
      let before = try transaction.withdrawnSince(today, by: request.userID)
      try terms.withdrawalsPerDay.check(
        request.amount, after: before, isVerified: customer.isVerified)
      return try transaction.hold(blank, repaying: repayment)
    }
    parts.count("withdrawal", held.state.rawValue)
    return held
  }

  /// Cancels a withdrawal that no provider knows of.
  /// - Throws: `WithdrawalChangeRefusal`, or the store's error.
  public func cancel(
    _ id: Withdrawal.ID, of user: UserID, once: Once<Withdrawal> = .unkeyed
  ) async throws -> Withdrawal {
    let (now, ids) = (parts.clock.now(), transferIDs())
    let cancelled = try await parts.store.atomically(once) { transaction in
      guard var withdrawal = try transaction.lockWithdrawal(id), withdrawal.userID == user else {
        throw WithdrawalChangeRefusal.notFound
      }
      guard withdrawal.state == .held else { throw WithdrawalChangeRefusal.notHeld }
      withdrawal.end(as: .cancelled, because: nil, at: now)
      try transaction.carryOut(.release, withdrawal, ids, administrators: [], at: now)
      return withdrawal
    }
    parts.count("withdrawal", cancelled.state.rawValue)
    return cancelled
  }

  /// Ids for what ends a withdrawal, with one for its fee.
  func transferIDs() -> [Transfer.ID] { [parts.ids.make(), parts.ids.make()] }
}

extension PaymentTransaction {
  /// Holds the money of a new withdrawal, keeps it, and has it sent out.
  fileprivate func hold(_ blank: Withdrawal, repaying id: Transfer.ID) throws -> Withdrawal {
    var withdrawal = blank
    do {
      let repayment = try repayment(id, before: withdrawal)
      let held = try work.post(repayment + withdrawal.holds)
      if let hold = held.dropFirst(repayment.count).first {
        withdrawal.place = Withdrawal.Place(
          sequence: hold.debit.sequence,
          balance: Money(minorUnits: hold.debit.balanceAfter, unit: blank.amount.unit))
      }
    } catch TransferRejection.exceedsBalance {
      throw WithdrawalRefusal.insufficientFunds
    } catch TransferRejection.accountClosed {
      throw WithdrawalRefusal.walletClosed
    }
    // Nobody else can know the new row yet, so it may be written after the accounts are locked.
    try insert(withdrawal)
    try work.enqueue(SubmitWithdrawal(withdrawal), unique: .byArguments)
    return withdrawal
  }

  /// What the user pays back first, if they owe something.
  private func repayment(
    _ id: Transfer.ID, before withdrawal: Withdrawal
  ) throws -> [TransferOrder] {
    guard try lockDebt(of: withdrawal.userID) else { return [] }
    let unit = withdrawal.amount.unit
    let debt = try debt(
      of: withdrawal.userID,
      beside: [
        PaymentAccounts.provider(withdrawal.provider, in: unit), PaymentAccounts.fees(in: unit),
      ], in: unit, at: withdrawal.createdAt)
    return debt.repayment(id, bringing: .zero(unit)).map { [$0] } ?? []
  }
}
