import Kernel
import Ledger
import Testing

/// An order for which two rejections hold, each of which is told where the other does not hold.
struct Precedence: Sendable, CustomTestStringConvertible {
  let first: TransferRejection
  let second: TransferRejection
  /// What is ordered where both hold.
  let both: TransferOrder
  /// The same but for what the first rejection is about.
  let onlySecond: TransferOrder
  /// How long after noon it is.
  var seconds: Int64 = 0

  var testDescription: String { "\(first.rawValue) before \(second.rawValue)" }

  init(
    _ first: TransferRejection, _ second: TransferRejection, _ both: TransferOrder,
    _ onlySecond: TransferOrder, after seconds: Int64 = 0
  ) {
    self.first = first
    self.second = second
    self.both = both
    self.onlySecond = onlySecond
    self.seconds = seconds
  }
}

/// The order of `TransferRejection.allCases`, pair by pair.
///
/// The accounts: 1 and 2 hold 1,000 each, 3 nothing; 4 is of dollars, 5 full, 6 closed with money;
/// 9 does not exist. The transfers: 100 was posted. Holds of 200 from 1 to 2: 201 is open, 202
/// settled, 203 voided, 204 has expired after a minute, 205 is open for a minute; 206 is from 1 to
/// 6.
struct PrecedenceTests {
  static let long = String(repeating: "a", count: Transfer.longestNote + 1)
  static let tooMuch = Money.largestTransfer + 1
  static let past = Instant(milliseconds: 1)

  static let pairs: [Precedence] = [
    Precedence(
      .amountOutOfRange, .noteTooLong, order(1, tooMuch, note: long), order(1, note: long)),
    Precedence(
      .noteTooLong, .accountsMustDiffer, order(1, to: 1, note: long), order(1, to: 1)),
    Precedence(
      .accountsMustDiffer, .existsWithDifferentTerms, order(100, to: 1), order(100, 7)),
    Precedence(
      .existsWithDifferentTerms, .debitAccountNotFound, order(100, from: 9), order(1, from: 9)),
    Precedence(
      .debitAccountNotFound, .creditAccountNotFound, order(1, from: 9, to: 8), order(1, to: 8)),
    Precedence(
      .creditAccountNotFound, .ledgerMismatch, order(1, from: 4, to: 9), order(1, from: 4)),
    Precedence(
      .ledgerMismatch, .pendingTransferNotFound, order(1, .void(299), from: 4),
      order(1, .void(299))),
    Precedence(
      .pendingTransferNotFound, .pendingTransferNotPending, end(1, .void(299)),
      end(1, .void(100))),
    Precedence(
      .pendingTransferNotPending, .pendingTransferHasDifferentDebitAccount,
      order(1, .void(100), from: 3), order(1, .void(201), from: 3, 200)),
    Precedence(
      .pendingTransferHasDifferentDebitAccount, .pendingTransferHasDifferentCreditAccount,
      order(1, .void(201), from: 2, to: 3), order(1, .void(201), to: 3)),
    Precedence(
      .pendingTransferHasDifferentCreditAccount, .pendingTransferHasDifferentUnit,
      TransferOrder(
        id: Transfer.ID(rawValue: 1), step: .void(201), debit: .ofHold,
        credit: .existing(LedgerAccount.ID(rawValue: 4)),
        amount: Money(minorUnits: 200, unit: .dollars), kind: "transfer"),
      end(1, .settle(201, 200, unit: .dollars))),
    Precedence(
      .pendingTransferHasDifferentUnit, .pendingTransferHasDifferentKind,
      TransferOrder(
        id: Transfer.ID(rawValue: 1), step: .void(201), debit: .ofHold, credit: .ofHold,
        amount: Money(minorUnits: 200, unit: .dollars), kind: "gift"),
      order(1, .void(201), 200, kind: "gift")),
    Precedence(
      .pendingTransferHasDifferentKind, .exceedsPendingTransferAmount,
      order(1, .settle(201, 201), 200, kind: "gift"), end(1, .settle(201, 201))),
    Precedence(
      .exceedsPendingTransferAmount, .pendingTransferHasDifferentAmount,
      order(1, .settle(201, 201), 199), order(1, .settle(201, 200), 199)),
    Precedence(
      .pendingTransferHasDifferentAmount, .pendingTransferAlreadyPosted,
      order(1, .void(202), 199), end(1, .void(202))),
    Precedence(
      .pendingTransferHasDifferentAmount, .pendingTransferAlreadyVoided,
      order(1, .void(203), 199), end(1, .void(203))),
    Precedence(
      .pendingTransferAlreadyPosted, .pendingTransferNotExpired, end(1, .expire(202)),
      end(1, .expire(201))),
    Precedence(
      .pendingTransferAlreadyVoided, .pendingTransferNotExpired, end(1, .expire(203)),
      end(1, .expire(201))),
    // The clock was set back: the hold that has expired would not do so yet.
    Precedence(
      .pendingTransferNotExpired, .pendingTransferExpired, end(1, .expire(204)),
      end(1, .settle(204))),
    Precedence(
      .pendingTransferExpired, .accountClosed, end(1, .settle(206)), order(1, to: 6), after: 61),
    Precedence(.accountClosed, .totalOutOfRange, order(1, from: 6, to: 5), order(1, to: 5)),
    Precedence(
      .totalOutOfRange, .deadlineNotInFuture, order(1, .hold(until: past), to: 5),
      order(1, .hold(until: past))),
    Precedence(
      .deadlineNotInFuture, .exceedsBalance, order(1, .hold(until: past), from: 3),
      order(1, .hold(until: nil), from: 3)),
  ]

  static func books() throws -> Books {
    var books = Books([
      Books.account(1, 10_000), Books.account(2, 10_000), Books.account(3, 0),
      Books.account(4, 1_000, unit: .dollars), Books.account(5, .max), Books.account(6, 1_000),
    ])
    let noon = books.now
    let minute = noon.adding(seconds: 60)
    let orders = [
      order(100), order(201, .hold(until: nil), 200), order(202, .hold(until: nil), 200),
      end(302, .settle(202)), order(203, .hold(until: nil), 200), end(303, .void(203)),
      order(204, .hold(until: minute), 200), order(205, .hold(until: minute), 200),
      order(206, .hold(until: minute), to: 6, 200),
    ]
    for order in orders { _ = try books.post(order).get() }
    books.now = minute
    _ = try books.post(end(304, .expire(204))).get()
    books.now = noon
    books.reopen { $0.isClosed = $0.id.rawValue == 6 }
    return books
  }

  @Test("Of two rejections the earlier one is told", arguments: pairs)
  func pair(pair: Precedence) throws {
    var books = try Self.books()
    books.now = books.now.adding(seconds: pair.seconds)
    let untouched = books
    #expect(books.rejection(pair.both) == pair.first)
    books = untouched
    #expect(books.rejection(pair.onlySecond) == pair.second)
    // The rejection that comes earlier stands earlier in the list.
    let all = TransferRejection.allCases
    #expect(
      try #require(all.firstIndex(of: pair.first)) < #require(all.firstIndex(of: pair.second)))
  }

  @Test("Of a group that was refused no other order is told a reason of its own")
  func linkedFailure() throws {
    var books = try Self.books()
    let group = [order(1), order(2, from: 3), order(3, 0)]
    let rejection = GroupRejection(order: group[1].id, reason: .exceedsBalance)
    #expect(books.post(linked: group) == .failure(rejection))
    #expect(books.book.refusals[group[2].id] == .linkedFailure)
    #expect(books.rejection(order(4, 0)) == .amountNotPositive)
  }

  @Test(
    "Each rejection stands in a pair with the one before it, but where no order could have both")
  func complete() {
    // An amount is on one side of its range, a hold has one end.
    let exclusive: [(TransferRejection, TransferRejection)] = [
      (.linkedFailure, .amountNotPositive), (.amountNotPositive, .amountOutOfRange),
      (.pendingTransferAlreadyPosted, .pendingTransferAlreadyVoided),
    ]
    let all = TransferRejection.allCases
    for (first, second) in zip(all, all.dropFirst()) {
      let isShown = Self.pairs.contains { $0.first == first && $0.second == second }
      #expect(isShown != exclusive.contains { $0 == (first, second) }, "\(first), \(second)")
    }
  }
}
