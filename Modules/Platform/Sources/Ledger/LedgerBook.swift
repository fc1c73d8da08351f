public import Kernel

/// The accounts that a batch touches, locked by its transaction, and what posting to them wrote.
///
/// This is where the ledger's rules are: plain arithmetic over accounts in memory, the same on
/// every engine. A refused order changes nothing, so its neighbours in the batch never notice.
public struct LedgerBook: Sendable {
  /// Every account that an order of the batch names, as it now stands.
  public private(set) var accounts: [LedgerAccount.ID: LedgerAccount]
  /// The transfers posted so far in this batch, in order.
  public private(set) var transfers: [Transfer] = []
  /// The entries they made, in order.
  public private(set) var entries: [LedgerEntry] = []
  /// The orders refused in this batch, which stay refused whatever is credited later.
  public private(set) var refusals: [Transfer.ID: TransferRejection] = [:]

  private var known: [Transfer.ID: Transfer]
  private var refusedEarlier: [Transfer.ID: TransferRejection]
  private var touched: Set<LedgerAccount.ID> = []

  /// Opens the book.
  /// - Parameters:
  ///   - accounts: the accounts the batch names, as locked.
  ///   - known: transfers already posted under ids of the batch.
  ///   - refused: earlier refusals of ids of the batch.
  public init(
    accounts: [LedgerAccount], known: [Transfer] = [],
    refused: [Transfer.ID: TransferRejection] = [:]
  ) {
    self.accounts = Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, $0) })
    self.known = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
    self.refusedEarlier = refused
  }

  /// The accounts whose totals changed.
  public var changedAccounts: [LedgerAccount] {
    touched.sorted().compactMap { accounts[$0] }
  }

  /// Whether there is a transfer of this id, from before or from this batch.
  public func knows(_ id: Transfer.ID) -> Bool { known[id] != nil }

  /// Posts one order, or says why not.
  /// - Parameters:
  ///   - order: what to post.
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
      let isDecided = known[order.id] != nil || refusedEarlier[order.id] != nil
      if error != .existsWithDifferentTerms, !isDecided, refusals[order.id] == nil {
        refusals[order.id] = error
      }
      throw error
    }
  }

  /// Posts one order, its refusal a value.
  public mutating func outcome(
    of order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?, at now: Instant
  ) -> Result<Transfer, TransferRejection> {
    do {
      return .success(try post(order, debit: debit, credit: credit, at: now))
    } catch {
      return .failure(error)
    }
  }

  private mutating func accept(
    _ order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?, at now: Instant
  ) throws(TransferRejection) -> Transfer {
    guard order.amount.minorUnits > 0 else { throw .amountNotPositive }
    guard order.amount.minorUnits <= Money.largestTransfer else { throw .amountOutOfRange }
    guard order.note.map({ $0.utf8.count <= Transfer.longestNote }) ?? true else {
      throw .noteTooLong
    }
    guard order.debit != order.credit, debit == nil || debit != credit else {
      throw .accountsMustDiffer
    }
    if let earlier = known[order.id] {
      guard let debit, let credit, earlier.fulfils(order, debit: debit, credit: credit) else {
        throw .existsWithDifferentTerms
      }
      return earlier
    }
    if let refused = refusedEarlier[order.id] ?? refusals[order.id] { throw refused }
    guard let debit, let payer = accounts[debit] else { throw .debitAccountNotFound }
    guard let credit, let payee = accounts[credit] else { throw .creditAccountNotFound }
    try check(order.amount, from: payer, to: payee)
    return record(order, from: payer, to: payee, at: now)
  }

  private func check(
    _ amount: Money, from payer: LedgerAccount, to payee: LedgerAccount
  ) throws(TransferRejection) {
    guard payer.terms.unit == amount.unit, payee.terms.unit == amount.unit else {
      throw .ledgerMismatch
    }
    guard !payer.isClosed, !payee.isClosed else { throw .accountClosed }
    let (debits, debitsOverflow) = payer.debitsPosted.addingReportingOverflow(amount.minorUnits)
    let (owed, owedOverflow) = debits.addingReportingOverflow(payer.debitsPending)
    let (_, creditsOverflow) = payee.creditsPosted.addingReportingOverflow(amount.minorUnits)
    if !payer.terms.mayOverdraw, owedOverflow || debitsOverflow || owed > payer.creditsPosted {
      throw .exceedsBalance
    }
    guard !debitsOverflow, !owedOverflow, !creditsOverflow, payer.lastSequence < .max,
      payee.lastSequence < .max
    else { throw .totalOutOfRange }
  }

  private mutating func record(
    _ order: TransferOrder, from payer: LedgerAccount, to payee: LedgerAccount, at now: Instant
  ) -> Transfer {
    var payer = payer
    var payee = payee
    payer.debitsPosted += order.amount.minorUnits
    payee.creditsPosted += order.amount.minorUnits
    payer.lastSequence += 1
    payee.lastSequence += 1
    let transfer = Transfer(
      id: order.id, debit: side(payer), credit: side(payee), amount: order.amount,
      kind: order.kind, note: order.note, postedAt: now)
    let debitEntry = LedgerEntry(
      of: transfer, on: transfer.debit, against: transfer.credit,
      amount: -order.amount.minorUnits, after: payer.lastHash)
    let creditEntry = LedgerEntry(
      of: transfer, on: transfer.credit, against: transfer.debit,
      amount: order.amount.minorUnits, after: payee.lastHash)
    payer.lastHash = debitEntry.hash
    payee.lastHash = creditEntry.hash
    accounts[payer.id] = payer
    accounts[payee.id] = payee
    touched.formUnion([payer.id, payee.id])
    entries += [debitEntry, creditEntry]
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
