import Kernel
import KernelTesting
import Ledger
import Testing

/// The ledger's rules over accounts in memory.
struct LedgerBookTests {
  let ids = SeededIDs()
  let noon = Instant(milliseconds: 1_767_268_800_000)

  func account(
    _ credits: Int64, unit: Unit = .naira, mayOverdraw: Bool = false, held: Int64 = 0,
    isClosed: Bool = false
  ) -> LedgerAccount {
    let id: LedgerAccount.ID = ids.make()
    let terms = AccountTerms(
      owner: .user(UserID(rawValue: id.rawValue)), code: "test", unit: unit,
      mayOverdraw: mayOverdraw)
    return LedgerAccount(
      id: id, terms: terms, debitsPending: held, creditsPosted: credits, isClosed: isClosed)
  }

  func order(
    _ minor: Int64, from debit: LedgerAccount, to credit: LedgerAccount, unit: Unit = .naira,
    id: Transfer.ID? = nil, note: String? = nil
  ) -> TransferOrder {
    TransferOrder(
      id: id ?? ids.make(), debit: .existing(debit.id), credit: .existing(credit.id),
      amount: Money(minorUnits: minor, unit: unit), kind: "transfer", note: note)
  }

  func refusal(_ order: TransferOrder, in accounts: [LedgerAccount]) -> TransferRejection? {
    var book = LedgerBook(accounts: accounts)
    let held = Set(accounts.map(\.id))
    func resolve(_ reference: AccountReference) -> LedgerAccount.ID? {
      if case .existing(let id) = reference, held.contains(id) { id } else { nil }
    }
    do throws(TransferRejection) {
      _ = try book.post(
        order, debit: resolve(order.debit), credit: resolve(order.credit), at: noon)
      return nil
    } catch {
      return error
    }
  }

  @Test("A posting moves exactly its amount and leaves the sum as it was")
  func moves() throws {
    let (payer, payee) = (account(500), account(0))
    var book = LedgerBook(accounts: [payer, payee])
    let transfer = try book.post(
      order(200, from: payer, to: payee), debit: payer.id, credit: payee.id, at: noon)
    #expect(book.accounts[payer.id]?.balance.minorUnits == 300)
    #expect(book.accounts[payee.id]?.balance.minorUnits == 200)
    #expect(transfer.debit.balanceAfter == 300)
    #expect(transfer.credit.balanceAfter == 200)
    #expect(book.entries.map(\.line.amount) == [-200, 200])
  }

  @Test("Amounts of zero, below zero and above 10^15 are refused")
  func amounts() {
    let (payer, payee) = (account(.max / 2), account(0))
    let accounts = [payer, payee]
    #expect(refusal(order(0, from: payer, to: payee), in: accounts) == .amountNotPositive)
    #expect(refusal(order(-1, from: payer, to: payee), in: accounts) == .amountNotPositive)
    let largest = Money.largestTransfer
    #expect(refusal(order(largest, from: payer, to: payee), in: accounts) == nil)
    #expect(refusal(order(largest + 1, from: payer, to: payee), in: accounts) == .amountOutOfRange)
  }

  @Test("A note of more than 2,000 octets is refused, however many characters they are")
  func notes() {
    let (payer, payee) = (account(.max / 2), account(0))
    let accounts = [payer, payee]
    let longest = String(repeating: "₦", count: 666) + "ab"
    #expect(refusal(order(1, from: payer, to: payee, note: longest), in: accounts) == nil)
    #expect(
      refusal(order(1, from: payer, to: payee, note: longest + "c"), in: accounts) == .noteTooLong)
  }

  @Test("Numbers that no ledger writes stop at the ends of 63 bits, and end nothing else")
  func numbersOfNoLedger() {
    var broken = account(.min, mayOverdraw: true, held: .max)
    broken.debitsPosted = .max
    #expect(broken.balance == Money(minorUnits: .min, unit: .naira))
    #expect(broken.available == Money(minorUnits: .min, unit: .naira))
    broken.creditsPosted = .max
    #expect(broken.balance == .naira(0))
    #expect(broken.available == Money(minorUnits: -.max, unit: .naira))
    (broken.debitsPosted, broken.debitsPending) = (-1, -1)
    #expect(broken.available == Money(minorUnits: .max, unit: .naira))
    // The sum is right although it passes the end on its way there.
    broken.debitsPending = 2
    #expect(broken.available == Money(minorUnits: .max - 1, unit: .naira))

    for isPayer in [true, false] {
      var last = account(500)
      last.lastSequence = .max
      let other = account(500)
      let order =
        isPayer ? order(1, from: last, to: other) : order(1, from: other, to: last)
      #expect(refusal(order, in: [last, other]) == .totalOutOfRange)
    }
  }

  @Test("What is held cannot be spent")
  func holds() {
    let (payer, payee) = (account(500, held: 400), account(0))
    #expect(refusal(order(101, from: payer, to: payee), in: [payer, payee]) == .exceedsBalance)
    #expect(refusal(order(100, from: payer, to: payee), in: [payer, payee]) == nil)
  }

  @Test("A house account may be overdrawn")
  func overdraft() {
    let (house, user) = (account(0, mayOverdraw: true), account(0))
    #expect(refusal(order(100, from: house, to: user), in: [house, user]) == nil)
  }

  @Test("The same id with the same terms is the same transfer; with others it is refused")
  func retry() throws {
    let (payer, payee) = (account(500), account(0))
    var book = LedgerBook(accounts: [payer, payee])
    let first = order(200, from: payer, to: payee)
    let posted = try book.post(first, debit: payer.id, credit: payee.id, at: noon)
    let again = try book.post(first, debit: payer.id, credit: payee.id, at: noon)
    #expect(posted == again)
    #expect(book.transfers.count == 1)
    #expect(throws: TransferRejection.existsWithDifferentTerms) {
      try book.post(
        order(201, from: payer, to: payee, id: first.id), debit: payer.id, credit: payee.id,
        at: noon)
    }
  }

  @Test("A refused id stays refused, also when money has come in meanwhile")
  func staysRefused() throws {
    let (payer, payee, rich) = (account(0), account(0), account(1000))
    var book = LedgerBook(accounts: [payer, payee, rich])
    let wish = order(100, from: payer, to: payee)
    #expect(throws: TransferRejection.exceedsBalance) {
      try book.post(wish, debit: payer.id, credit: payee.id, at: noon)
    }
    _ = try book.post(
      order(500, from: rich, to: payer), debit: rich.id, credit: payer.id, at: noon)
    #expect(throws: TransferRejection.exceedsBalance) {
      try book.post(wish, debit: payer.id, credit: payee.id, at: noon)
    }
    #expect(book.refusals[wish.id] == .exceedsBalance)
  }

  @Test("A refusal leaves its neighbours in the batch untouched")
  func neighbours() throws {
    let (payer, payee) = (account(100), account(0))
    var book = LedgerBook(accounts: [payer, payee])
    _ = try book.post(
      order(60, from: payer, to: payee), debit: payer.id, credit: payee.id, at: noon)
    #expect(throws: TransferRejection.exceedsBalance) {
      try book.post(
        order(60, from: payer, to: payee), debit: payer.id, credit: payee.id, at: noon)
    }
    _ = try book.post(
      order(40, from: payer, to: payee), debit: payer.id, credit: payee.id, at: noon)
    #expect(book.accounts[payer.id]?.balance.minorUnits == 0)
    #expect(book.accounts[payee.id]?.balance.minorUnits == 100)
  }

  @Test("Every field of an entry is under its hash, and so is the entry before it")
  func chain() throws {
    let (payer, payee) = (account(500), account(0))
    var book = LedgerBook(accounts: [payer, payee])
    _ = try book.post(
      order(1, from: payer, to: payee, note: "one"), debit: payer.id, credit: payee.id, at: noon)
    _ = try book.post(
      order(2, from: payer, to: payee), debit: payer.id, credit: payee.id, at: noon)
    let entries = book.entries.filter { $0.account == payer.id }
    #expect(entries[0].hash == entries[0].chained(to: LedgerEntry.chainStart))
    #expect(entries[1].hash == entries[1].chained(to: entries[0].hash))
    let line = entries[0].line
    func changed(
      account: LedgerAccount.ID? = nil, sequence: Int64? = nil, transfer: Transfer.ID? = nil,
      amount: Int64? = nil, balanceAfter: Int64? = nil, counterparty: Owner? = nil,
      kind: String? = nil, note: String?? = nil, postedAt: Instant? = nil
    ) -> [UInt8] {
      LedgerEntry(
        account: account ?? payer.id,
        line: LedgerLine(
          sequence: sequence ?? line.sequence, transfer: transfer ?? line.transfer,
          amount: amount ?? line.amount, balanceAfter: balanceAfter ?? line.balanceAfter,
          counterparty: counterparty ?? line.counterparty, kind: kind ?? line.kind,
          note: note ?? line.note, postedAt: postedAt ?? line.postedAt),
        hash: []
      ).chained(to: LedgerEntry.chainStart)
    }
    #expect(changed() == entries[0].hash)
    let others = [
      changed(account: payee.id), changed(sequence: 2), changed(transfer: Transfer.ID(rawValue: 7)),
      changed(amount: -2), changed(balanceAfter: 7),
      changed(counterparty: .user(UserID(rawValue: 7))),
      changed(counterparty: Owner(kind: .circle, id: line.counterparty.id)),
      changed(counterparty: Owner(kind: .company, id: line.counterparty.id)),
      changed(kind: "credit"), changed(note: "two"), changed(note: .some(nil)),
      changed(postedAt: line.postedAt.adding(milliseconds: 1)),
    ]
    #expect(Set(others + [entries[0].hash]).count == others.count + 1)
  }
}
