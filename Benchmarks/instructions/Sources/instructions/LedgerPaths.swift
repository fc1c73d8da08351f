import Kernel
import Ledger

let ledgerPaths = [
  MeasuredPath(name: "post-100", title: "a batch of 100 transfers between 20 accounts, in memory") {
    let accounts = (0..<20).map { number in
      LedgerAccount(
        id: LedgerAccount.ID(rawValue: base + UInt128(number)), terms: terms(number),
        creditsPosted: 1_000_000_00)
    }
    let orders = (0..<100).map { number in
      TransferOrder(
        id: Transfer.ID(rawValue: base + 1_000 + UInt128(number)),
        debit: .opening(terms(number % 20)), credit: .opening(terms((number * 7 + 1) % 20)),
        amount: .naira(15), kind: "transfer", note: "rent for January")
    }
    return PreparedPath(synchronously: {
      var book = LedgerBook(accounts: accounts)
      for (number, order) in orders.enumerated() {
        _ = book.outcome(
          of: order, debit: accounts[number % 20].id, credit: accounts[(number * 7 + 1) % 20].id,
          at: Instant(milliseconds: 1_767_268_800_000))
      }
      return book.entries.count
    })
  }
]

private let base: UInt128 = 0x0190_0000_0000_7000_8000_0000_0000_0000

private func terms(_ number: Int) -> AccountTerms {
  AccountTerms(
    owner: .user(UserID(rawValue: base + 500 + UInt128(number))), code: "ajo.wallet", unit: .naira)
}
