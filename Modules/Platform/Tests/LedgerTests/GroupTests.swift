import Kernel
import Ledger
import Testing

/// Linked orders, over accounts in memory.
struct GroupTests {
  var books = Books([Books.account(1, 500), Books.account(2, 0), Books.account(3, 0)])

  @Test("A group is carried out in its order, each order seeing what those before it did")
  mutating func inOrder() throws {
    let group = [
      order(10, to: 2, 500), order(11, .hold(until: nil), from: 2, to: 3, 400),
      end(12, .settle(11, 300)), order(13, from: 3, to: 1, 300),
    ]
    let made = try books.post(linked: group).get()
    #expect(made.map(\.id) == group.map(\.id))
    #expect(books.totals(1) == [300, 0, 0])
    #expect(books.totals(2) == [200, 0, 0] && books.totals(3) == [0, 0, 0])
  }

  @Test("If one order of a group is refused, the books are as if there had been no group")
  mutating func allOrNone() throws {
    _ = try books.post(order(9, 100)).get()
    _ = try books.post(order(20, .hold(until: nil), 50)).get()
    let before = books
    let group = [
      order(10, from: 2, to: 3, 100), order(11, .hold(until: nil), to: 3, 100),
      end(12, .settle(11)), end(13, .void(20)), order(14, from: 2, to: 1, 1),
    ]
    let rejection = GroupRejection(order: group[4].id, reason: .exceedsBalance)
    #expect(books.post(linked: group) == .failure(rejection))
    #expect(books.book.accounts == before.book.accounts)
    #expect(books.book.transfers == before.book.transfers)
    #expect(books.book.entries == before.book.entries)
    #expect(books.book.changedAccounts == before.book.changedAccounts)
    #expect(!books.book.knows(group[0].id))
    // What the group would have ended is open.
    #expect(books.rejection(end(21, .settle(20))) == nil)
  }

  @Test("A group that comes again has the outcome that it had, also when money has come in")
  mutating func again() throws {
    let refused = [order(10, 100), order(11, from: 3, to: 2, 1)]
    let rejection = GroupRejection(order: refused[1].id, reason: .exceedsBalance)
    #expect(books.post(linked: refused) == .failure(rejection))
    _ = try books.post(order(12, to: 3, 100)).get()
    books.reopen()
    #expect(books.post(linked: refused) == .failure(rejection))
    #expect(books.rejection(refused[0]) == .linkedFailure)

    let accepted = [order(20, 10), order(21, to: 3, 10)]
    let made = try books.post(linked: accepted).get()
    books.reopen()
    #expect(try books.post(linked: accepted).get() == made)
    #expect(books.book.transfers.isEmpty)
  }
}
