import Kernel
import Ledger
import Testing

/// Holds and what ends them, over accounts in memory.
struct HoldTests {
  var books = Books([Books.account(1, 500), Books.account(2, 0)])

  @Test("A hold keeps the payer from spending, gives the payee nothing, and makes no entry")
  mutating func holds() throws {
    let hold = try books.post(order(10, .hold(until: nil), 400)).get()
    #expect(books.totals(1) == [500, 400, 0] && books.totals(2) == [0, 0, 400])
    #expect(books.book.entries.isEmpty && hold.step == .hold(until: nil))
    #expect(books[1]?.available.minorUnits == 100)
    #expect(books.rejection(order(11, 101)) == .exceedsBalance)
    #expect(books.rejection(order(12, .hold(until: nil), 101)) == .exceedsBalance)
    #expect(books.rejection(order(13, from: 2, to: 1, 1)) == .exceedsBalance)
    #expect(books.rejection(order(14, 100)) == nil)
  }

  @Test("Settling moves what was held, with the hold's accounts, kind and note")
  mutating func settles() throws {
    _ = try books.post(order(10, .hold(until: nil), 400, kind: "fuel", note: "pump 3")).get()
    let settled = try books.post(end(11, .settle(10))).get()
    #expect(books.totals(1) == [100, 0, 0] && books.totals(2) == [400, 0, 0])
    #expect(settled.amount.minorUnits == 400 && settled.kind == "fuel")
    #expect(settled.step == .settle(of: Transfer.ID(rawValue: 10)))
    #expect(books.book.entries.map(\.line.amount) == [-400, 400])
    #expect(books.book.entries.map(\.line.note) == ["pump 3", "pump 3"])
  }

  @Test("Settling a part releases the rest")
  mutating func settlesPartly() throws {
    _ = try books.post(order(10, .hold(until: nil), 400)).get()
    let settled = try books.post(end(11, .settle(10, 150), note: "less")).get()
    #expect(settled.amount.minorUnits == 150 && settled.note == "less")
    #expect(books.totals(1) == [350, 0, 0] && books.totals(2) == [150, 0, 0])
    #expect(books.rejection(end(12, .settle(10, 1))) == .pendingTransferAlreadyPosted)
  }

  @Test("A void gives everything back and makes no entry")
  mutating func voids() throws {
    _ = try books.post(order(10, .hold(until: nil), 400)).get()
    let void = try books.post(end(11, .void(10))).get()
    #expect(void.amount.minorUnits == 400)
    #expect(books.totals(1) == [500, 0, 0] && books.totals(2) == [0, 0, 0])
    #expect(books.book.entries.isEmpty)
    #expect(books.rejection(end(12, .void(10))) == .pendingTransferAlreadyVoided)
  }

  @Test("From its deadline on a hold can only expire, and not a moment earlier")
  mutating func expires() throws {
    let deadline = books.now.adding(seconds: 60)
    _ = try books.post(order(10, .hold(until: deadline), 400)).get()
    _ = try books.post(order(20, .hold(until: deadline), 50)).get()
    books.now = deadline.adding(milliseconds: -1)
    #expect(books.rejection(end(11, .expire(10))) == .pendingTransferNotExpired)
    #expect(books.rejection(end(21, .settle(20))) == nil)
    books.now = deadline
    #expect(books.rejection(end(12, .settle(10))) == .pendingTransferExpired)
    #expect(books.rejection(end(13, .void(10))) == .pendingTransferExpired)
    #expect(books.totals(1) == [450, 400, 0])
    _ = try books.post(end(14, .expire(10))).get()
    #expect(books.totals(1) == [450, 0, 0] && books.totals(2) == [50, 0, 0])
    #expect(books.rejection(end(15, .expire(10))) == .pendingTransferExpired)
  }

  @Test("A hold without a deadline does not expire")
  mutating func neverExpires() throws {
    _ = try books.post(order(10, .hold(until: nil), 400)).get()
    books.now = books.now.adding(seconds: 1_000_000_000)
    #expect(books.rejection(end(11, .expire(10))) == .pendingTransferNotExpired)
    #expect(books.rejection(end(12, .settle(10))) == nil)
  }

  @Test("Every step comes again as the same transfer, also after it was ended and after a deadline")
  mutating func replays() throws {
    let deadline = books.now.adding(seconds: 60)
    let orders = [
      order(10, .hold(until: deadline), 100), end(11, .settle(10, 70)),
      order(20, .hold(until: nil), 100), end(21, .void(20)),
      order(30, .hold(until: nil), 100), end(31, .settle(30)),
    ]
    let first = try orders.map { try books.post($0).get() }
    books.now = deadline.adding(seconds: 1)
    books.reopen()
    let again = try orders.map { try books.post($0).get() }
    #expect(first == again)
    #expect(books.book.transfers.isEmpty)
    // What says the same in more words is the same.
    #expect(try books.post(order(11, .settle(10, 70), 100)).get() == first[1])
    #expect(try books.post(end(31, .settle(30, 100))).get() == first[5])
  }

  /// Orders under the id of a hold of 100, or of its settlement with 70, that ask for another
  /// thing.
  static let others: [TransferOrder] = [
    order(10, .post), order(10, .hold(until: Instant(milliseconds: 1))),
    order(10, .hold(until: nil), 101), order(10, .hold(until: nil), to: 3),
    order(10, .hold(until: nil), kind: "gift"), order(10, .hold(until: nil), note: "x"),
    end(10, .void(11)), end(11, .void(10)), end(11, .expire(10)), end(11, .settle(10)),
    end(11, .settle(10, 71)), end(11, .settle(12, 70)), end(11, .settle(10, 70), note: "x"),
    order(11, .settle(10, 70), 70), order(11, .settle(10, 70), 100, kind: "gift"),
    order(11, .settle(10, 70), from: 3), order(11, .settle(10, 70), to: 3),
  ]

  @Test("The id of a step with other terms is refused", arguments: others)
  func otherTerms(other: TransferOrder) throws {
    var books = books
    _ = try books.post(order(10, .hold(until: nil), 100)).get()
    _ = try books.post(end(11, .settle(10, 70))).get()
    #expect(books.rejection(other) == .existsWithDifferentTerms)
  }

  @Test("What was held can be settled, whatever is paid in between")
  mutating func settlesAlways() throws {
    var books = Books([
      Books.account(1, .max), Books.account(2, .max - 500), Books.account(3, 900),
    ])
    _ = try books.post(order(10, .hold(until: nil), 500)).get()
    #expect(books.rejection(order(11, from: 3, to: 2, 1)) == .totalOutOfRange)
    #expect(books.rejection(end(12, .settle(10))) == nil)
    #expect(books[2]?.creditsPosted == .max)
  }

  @Test("An account that was closed meanwhile is released, and not paid from or to")
  mutating func closed() throws {
    _ = try books.post(order(10, .hold(until: nil), 100)).get()
    _ = try books.post(order(20, .hold(until: nil), 100)).get()
    books.reopen { $0.isClosed = true }
    #expect(books.rejection(end(11, .settle(10))) == .accountClosed)
    #expect(books.rejection(end(21, .void(20))) == nil)
    #expect(books.totals(1) == [500, 100, 0])
  }
}
