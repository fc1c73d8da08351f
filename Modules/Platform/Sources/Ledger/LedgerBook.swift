public import Kernel

/// The accounts that a batch touches, locked by its transaction, and what posting to them wrote.
///
/// This is where the ledger's rules are: plain arithmetic over accounts in memory, the same on
/// every engine. A refused order changes nothing, so its neighbours in the batch never notice.
public struct LedgerBook: Sendable {
  /// Every account that an order of the batch names, as it now stands.
  public internal(set) var accounts: [LedgerAccount.ID: LedgerAccount]
  /// The transfers made so far in this batch, in order.
  public internal(set) var transfers: [Transfer] = []
  /// The entries they made, in order.
  public internal(set) var entries: [LedgerEntry] = []
  /// The orders refused in this batch, which stay refused whatever is credited later.
  public internal(set) var refusals: [Transfer.ID: TransferRejection] = [:]

  var known: [Transfer.ID: Transfer]
  /// What ended a hold, by the hold's id.
  var ends: [Transfer.ID: Transfer]
  var refusedEarlier: [Transfer.ID: TransferRejection]
  var touched: Set<LedgerAccount.ID> = []

  /// Opens the book.
  /// - Parameters:
  ///   - accounts: the accounts the batch names, as locked.
  ///   - known: transfers already made under ids of the batch, and the holds that its orders end.
  ///   - ends: what ended those holds already.
  ///   - refused: earlier refusals of ids of the batch.
  public init(
    accounts: [LedgerAccount], known: [Transfer] = [], ends: [Transfer] = [],
    refused: [Transfer.ID: TransferRejection] = [:]
  ) {
    self.accounts = Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, $0) })
    self.known = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
    self.ends = [:]
    for end in ends {
      if let hold = end.step.hold { self.ends[hold] = end }
    }
    self.refusedEarlier = refused
  }

  /// Takes more of what is stored into the book, for orders that come later in the transaction.
  /// What the book has made itself is newer, and stands.
  /// - Parameters: as of `init`.
  public mutating func admit(
    accounts: [LedgerAccount], known: [Transfer] = [], ends: [Transfer] = [],
    refused: [Transfer.ID: TransferRejection] = [:]
  ) {
    for account in accounts where self.accounts[account.id] == nil {
      self.accounts[account.id] = account
    }
    for transfer in known where self.known[transfer.id] == nil {
      self.known[transfer.id] = transfer
    }
    for end in ends {
      if let hold = end.step.hold, self.ends[hold] == nil { self.ends[hold] = end }
    }
    refusedEarlier.merge(refused) { kept, _ in kept }
  }

  /// The accounts whose totals changed.
  public var changedAccounts: [LedgerAccount] {
    touched.sorted().compactMap { accounts[$0] }
  }

  /// Whether there is a transfer of this id, from before or from this batch.
  public func knows(_ id: Transfer.ID) -> Bool { known[id] != nil }

  /// Carries out one order, or says why not.
  /// - Parameters:
  ///   - order: what to do.
  ///   - debit: the account its debit reference stands for, or nil when there is none.
  ///   - credit: likewise for its credit reference.
  ///   - now: the time that the transfer carries.
  /// - Throws: the first `TransferRejection` that applies, in the order of
  ///   `TransferRejection.allCases`.
  public mutating func post(
    _ order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?, at now: Instant
  ) throws(TransferRejection) -> Transfer {
    do {
      return try accept(order, debit: debit, credit: credit, at: now)
    } catch {
      if error != .existsWithDifferentTerms { refuse(order.id, error) }
      throw error
    }
  }

  /// Carries out one order, its refusal a value.
  public mutating func outcome(
    of order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?, at now: Instant
  ) -> Result<Transfer, TransferRejection> {
    do {
      return .success(try post(order, debit: debit, credit: credit, at: now))
    } catch {
      return .failure(error)
    }
  }

  /// Keeps a refusal, unless the id has an outcome.
  mutating func refuse(_ id: Transfer.ID, _ reason: TransferRejection) {
    let isDecided = known[id] != nil || refusedEarlier[id] != nil
    if !isDecided, refusals[id] == nil { refusals[id] = reason }
  }

  private mutating func accept(
    _ order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?, at now: Instant
  ) throws(TransferRejection) -> Transfer {
    let hold = order.step.hold
    if hold == nil || order.wanted != nil {
      guard let wanted = order.wanted, wanted.minorUnits > 0 else { throw .amountNotPositive }
      guard wanted.minorUnits <= Money.largestTransfer else { throw .amountOutOfRange }
    }
    guard order.note.map({ $0.utf8.count <= Transfer.longestNote }) ?? true else {
      throw .noteTooLong
    }
    guard order.debit != order.credit || order.debit == .ofHold, debit == nil || debit != credit
    else { throw .accountsMustDiffer }
    if let earlier = known[order.id] {
      let held = hold.flatMap { known[$0] }
      guard earlier.fulfils(order, debit: debit, credit: credit, hold: held) else {
        throw .existsWithDifferentTerms
      }
      return earlier
    }
    if let refused = refusedEarlier[order.id] ?? refusals[order.id] { throw refused }
    if let hold { return try end(hold, by: order, debit: debit, credit: credit, at: now) }
    guard let debit, let payer = accounts[debit] else { throw .debitAccountNotFound }
    guard let credit, let payee = accounts[credit] else { throw .creditAccountNotFound }
    guard let amount = order.amount else { throw .amountNotPositive }
    return try place(order, amount, from: payer, to: payee, at: now)
  }

  /// Moves or holds an amount.
  private mutating func place(
    _ order: TransferOrder, _ amount: Money, from payer: LedgerAccount, to payee: LedgerAccount,
    at now: Instant
  ) throws(TransferRejection) -> Transfer {
    guard payer.terms.unit == amount.unit, payee.terms.unit == amount.unit else {
      throw .ledgerMismatch
    }
    guard !payer.isClosed, !payee.isClosed else { throw .accountClosed }
    let owed = Self.total(payer.debitsPosted, payer.debitsPending, amount.minorUnits)
    let due = Self.total(payee.creditsPosted, payee.creditsPending, amount.minorUnits)
    guard let owed, due != nil, payer.lastSequence < .max, payee.lastSequence < .max else {
      throw .totalOutOfRange
    }
    var (payer, payee, step) = (payer, payee, Transfer.Step.post)
    if case .hold(until: let deadline) = order.step {
      if let deadline, deadline <= now { throw .deadlineNotInFuture }
      step = .hold(until: deadline)
    }
    guard payer.terms.mayOverdraw || owed <= payer.creditsPosted else { throw .exceedsBalance }
    if step == .post {
      payer.debitsPosted += amount.minorUnits
      payee.creditsPosted += amount.minorUnits
    } else {
      payer.debitsPending += amount.minorUnits
      payee.creditsPending += amount.minorUnits
    }
    return record(
      order.id, step, amount, kind: order.kind ?? "", note: order.note, &payer, &payee, at: now)
  }

  /// The sum of a side's totals and an amount, or nil where it or a part of it is out of range.
  private static func total(_ posted: Int64, _ pending: Int64, _ amount: Int64) -> Int64? {
    let (sum, overflows) = posted.addingReportingOverflow(amount)
    let (total, totalOverflows) = sum.addingReportingOverflow(pending)
    let held = pending.addingReportingOverflow(amount)
    return overflows || totalOverflows || held.overflow ? nil : total
  }

  /// Writes a transfer down, with entries if it moves value. The totals are as it leaves them.
  mutating func record(
    _ id: Transfer.ID, _ step: Transfer.Step, _ amount: Money, kind: String, note: String?,
    _ payer: inout LedgerAccount, _ payee: inout LedgerAccount, at now: Instant
  ) -> Transfer {
    let makesEntries = step.makesEntries
    if makesEntries {
      payer.lastSequence += 1
      payee.lastSequence += 1
    }
    let transfer = Transfer(
      id: id, step: step, debit: side(payer), credit: side(payee), amount: amount, kind: kind,
      note: note, postedAt: now)
    if makesEntries {
      let debitEntry = LedgerEntry(
        of: transfer, on: transfer.debit, against: transfer.credit, amount: -amount.minorUnits,
        after: payer.lastHash)
      let creditEntry = LedgerEntry(
        of: transfer, on: transfer.credit, against: transfer.debit, amount: amount.minorUnits,
        after: payee.lastHash)
      payer.lastHash = debitEntry.hash
      payee.lastHash = creditEntry.hash
      entries += [debitEntry, creditEntry]
    }
    accounts[payer.id] = payer
    accounts[payee.id] = payee
    touched.formUnion([payer.id, payee.id])
    transfers.append(transfer)
    known[transfer.id] = transfer
    return transfer
  }

  private func side(_ account: LedgerAccount) -> Transfer.Side {
    Transfer.Side(
      account: account.id, owner: account.terms.owner, sequence: account.lastSequence,
      balanceAfter: account.balance.minorUnits)
  }
}
