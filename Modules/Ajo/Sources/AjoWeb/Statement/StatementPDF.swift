import Ajo
import Documents
import Kernel
import Ledger

/// A statement as people print it.
enum StatementPDF {
  static func document(_ statement: Statement, in zone: TimeZoneRules) -> Document {
    let period = statement.period
    let issued = LocalTime(statement.madeAt, in: zone)
    let code = statement.currency.code
    func figure(_ label: String, _ amount: Money) -> Document.Fact {
      Document.Fact(label, "\(code) \(amount.grouped)")
    }
    return Document(
      title: "Wallet statement", subtitle: "\(period.from.inWords) – \(period.to.inWords)",
      issuer: "Ajo", createdAt: statement.madeAt,
      facts: [
        Document.Fact("Account holder", statement.holderName ?? "\(statement.holder)"),
        Document.Fact("Wallet", statement.wallet.map { "\($0)" } ?? "Not opened yet"),
        Document.Fact("Issued", "\(issued.date.inWords), \(issued.time)"),
        Document.Fact("Currency", code),
        Document.Fact("Time zone", statement.zone),
        Document.Fact("Transactions", "\(statement.count)"),
      ],
      figures: [
        figure("Opening balance", statement.opening), figure("Money in", statement.moneyIn),
        figure("Money out", statement.moneyOut), figure("Closing balance", statement.closing),
      ],
      columns: [
        TableColumn("Date", share: 16),
        TableColumn("Details", share: 40, wraps: true),
        TableColumn("Money out", share: 14.5, alignment: .trailing),
        TableColumn("Money in", share: 14.5, alignment: .trailing),
        TableColumn("Balance", share: 15, alignment: .trailing),
      ],
      footer: "Amounts are in \(code), times in \(statement.zone). "
        + "Money that is held is part of the balance until it leaves the wallet.")
  }

  /// The balance before, a row for each entry, the balance after.
  static func rows(
    _ statement: Statement, _ statements: StatementService
  ) -> DocumentPress.Rows {
    { take in
      let period = statement.period
      try await take([total("Opening balance", period.from, statement.opening)])
      if statement.count == 0 {
        try await take([TableRow([[], ["No transactions in this period."], [], [], []])])
      }
      try await statements.forEachBatch(of: statement) { lines in
        try await take(lines.map { row($0, in: statements.zone) })
      }
      try await take([total("Closing balance", period.to, statement.closing)])
    }
  }

  private static func total(_ label: String, _ date: CivilDate, _ balance: Money) -> TableRow {
    TableRow(
      [
        [TableText(date.inShort)], [TableText(label)], [], [], [TableText(balance.grouped)],
      ], emphasis: .total)
  }

  private static func row(_ line: StatementLine, in zone: TimeZoneRules) -> TableRow {
    let entry = line.transaction
    let time = LocalTime(entry.createdAt, in: zone)
    let amount = [TableText(entry.amount.grouped)]
    var kind = label(of: entry.kind)
    if let cycle = entry.cycle { kind += ", cycle \(cycle)" }
    let party = party(of: line)
    var details = [TableText(party ?? kind, .strong)]
    if let note = entry.note, !note.isEmpty { details.append(TableText(note)) }
    let reference = party == nil ? entry.reference : "\(kind)  ·  \(entry.reference)"
    details.append(TableText(reference, .fine))
    return TableRow([
      [TableText(time.date.inShort), TableText(time.time, .fine)], details,
      entry.direction == .debit ? amount : [], entry.direction == .credit ? amount : [],
      [TableText(entry.balanceAfter.grouped)],
    ])
  }

  /// Who was on the other side; nil for the house.
  private static func party(of line: StatementLine) -> String? {
    switch line.counterparty.kind {
    case .house: nil
    case .user: line.counterpartyName ?? "Former user"
    case .circle: line.counterpartyName ?? "Savings circle"
    default: line.counterpartyName ?? label(of: "\(line.counterparty.kind)")
    }
  }

  /// `late_fee` in words: `Late fee`.
  private static func label(of kind: String) -> String {
    let words = String(kind.map { $0 == "_" ? " " : $0 })
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
