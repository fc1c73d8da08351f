import Fleet
import Kernel
import Storage

/// A page of transactions.
///
/// What somebody sees comes from several places: each of their companies, and what they are served
/// themselves; and of each in several states. Every such stretch is the beginning of an index, of
/// which no more than a page is read. The page is the first of them all, and only its own rows are
/// looked up whole: it costs the same, however many transactions there are.
struct SalePage {
  let filter: TransactionFilter
  let standing: Standing
  let after: TransactionPlace?
  let limit: Int
  let now: Instant
  let dialect: Dialect

  /// Of how many places one statement reads: an engine takes so many stretches and no more.
  private static let placesRead = 32

  /// The statements, each of a page; none where nothing can be listed. There is one, but for
  /// somebody who is in very many companies: then the page is the first rows of all pages.
  var statements: [SQL] {
    let sources = sources
    return stride(from: 0, to: sources.count, by: Self.placesRead).compactMap { first in
      statement(of: sources[first..<min(first + Self.placesRead, sources.count)])
    }
  }

  /// The first rows of pages that were read, each row once.
  func merged(_ pages: [[FuelTransaction]]) -> [FuelTransaction] {
    guard pages.count > 1 else { return pages.first ?? [] }
    var seen: Set<FuelTransaction.ID> = []
    let sorted = pages.joined().filter { seen.insert($0.id).inserted }.sorted { one, other in
      let (left, right) = (one.place(in: filter.order), other.place(in: filter.order))
      let isBefore = (left.at, left.id) < (right.at, right.id)
      return filter.order == .oldest ? isBefore : !isBefore
    }
    return Array(sorted.prefix(limit))
  }

  private func statement(of sources: ArraySlice<Source>) -> SQL? {
    let stretches = sources.flatMap { source in
      parts.map { part in stretch(of: part, from: source) }
    }
    guard !stretches.isEmpty else { return nil }
    let order: SQL = "ORDER BY at \(direction), id \(direction) LIMIT \(limit)"
    // Names a condition's parts once more, as SQLite wants no brackets around parts of a union.
    let all = SQL.joined(stretches.map { "SELECT * FROM (\($0)) s" as SQL }, separator: " UNION ")
    return """
      SELECT \(FuelTransaction.columns) FROM (SELECT at, id FROM (\(all)) u \(order)) p
      JOIN fleet_transactions t ON t.id = p.id
      ORDER BY p.at \(direction), p.id \(direction)
      """
  }

  private var direction: SQL { filter.order == .oldest ? "ASC" : "DESC" }

  /// Where somebody's transactions come from.
  private struct Source {
    let condition: SQL
    /// The side on which they are; nil for who sees all.
    var side: CompanyType?
    /// The company of that side, where it is the same for all of them.
    var company: Company.ID?
  }

  private var sources: [Source] {
    if let driver = filter.driverID {
      let own: SQL = "t.driver_id = \(driver)"
      guard standing.oversight == nil else { return [Source(condition: own)] }
      return mine.map {
        Source(
          condition: "\(own) AND \($0.condition)", side: $0.side, company: $0.company)
      }
    }
    return mine
  }

  private var mine: [Source] {
    if standing.oversight != nil {
      guard let company = filter.companyID else { return [Source(condition: "1 = 1")] }
      return [
        Source(condition: "t.supplier_company_id = \(company)"),
        Source(condition: "t.consumer_company_id = \(company)"),
      ]
    }
    var sources = standing.memberships.filter { !filter.isMine || $0.role >= .operator }.map {
      Source(
        condition: "\(Self.column(of: $0.type)) = \($0.companyID)", side: $0.type,
        company: $0.companyID)
    }
    if let seat = standing.driver {
      // A driver is of one company for good.
      sources.append(Source(condition: "t.driver_id = \(seat.driverID)", side: .consumer))
    }
    return sources
  }

  private static func column(of type: CompanyType) -> SQL {
    type == .supplier ? "t.supplier_company_id" : "t.consumer_company_id"
  }

  /// Transactions of one state, as far as an index has them together.
  private struct Part {
    let condition: SQL
    let time: SQL
  }

  private var parts: [Part] {
    if filter.order == .decided { return decidedParts }
    let all = Set(FuelTransaction.State.allCases)
    return FuelTransaction.State.allCases.flatMap { state -> [Part] in
      guard filter.states.contains(state) else { return [] }
      let kept = Part(condition: "t.status = \(state.rawValue)", time: "t.created_at")
      guard filter.states != all else { return [kept] }
      switch state {
      case .pending: return [Part(condition: Self.waiting(now), time: "t.created_at")]
      case .expired: return [kept, Part(condition: Self.overdue(now), time: "t.created_at")]
      case .approved, .rejected, .cancelled: return [kept]
      }
    }
  }

  private var decidedParts: [Part] {
    let decided = FuelTransaction.State.allCases.filter { $0 != .pending }
    let words = decided.filter(filter.states.contains).map(\.rawValue)
    // As an expression, so that no index is chosen by it: only those by decision are in order.
    let among: SQL =
      words.count == decided.count ? "" : "AND t.status || '' IN (\(list: words))"
    var parts = [
      Part(condition: "t.completed_at IS NOT NULL \(among)", time: "t.completed_at")
    ]
    if filter.states.contains(.expired) {
      parts.append(Part(condition: Self.overdue(now), time: "t.expires_at"))
    }
    return parts
  }

  private static func waiting(_ now: Instant) -> SQL {
    "t.status = 'pending' AND t.expires_at > \(now)"
  }

  /// Their time is over, and nobody noted it.
  private static func overdue(_ now: Instant) -> SQL {
    "t.status = 'pending' AND t.expires_at <= \(now)"
  }

  private func stretch(of part: Part, from source: Source) -> SQL {
    var conditions = [source.condition, part.condition]
    if let company = filter.companyID, standing.oversight == nil {
      conditions += Self.has(company, source)
    }
    if let other = filter.counterpartyID { conditions += Self.has(other, source) }
    if let settlement = filter.settlement {
      conditions.append("t.settlement = \(settlement.rawValue)")
    }
    if let product = filter.product { conditions.append("t.product = \(product.rawValue)") }
    if let from = filter.from { conditions.append("\(part.time) >= \(from)") }
    if let to = filter.to { conditions.append("\(part.time) < \(to)") }
    if filter.isMine { conditions += isMine(source.side) }
    if let after {
      let sign: SQL = filter.order == .oldest ? ">" : "<"
      conditions.append("(\(part.time), t.id) \(sign) (\(after.at), \(after.id))")
    }
    return """
      SELECT \(part.time) AS at, t.id FROM fleet_transactions t
      WHERE \(SQL.joined(conditions, separator: " AND "))
      ORDER BY \(part.time) \(direction), t.id \(direction) LIMIT \(limit)
      """
  }

  /// A company on either side. Where one side is known, only the other one is compared.
  private static func has(_ company: Company.ID, _ source: Source) -> [SQL] {
    guard let side = source.side, let own = source.company else {
      return ["(t.supplier_company_id = \(company) OR t.consumer_company_id = \(company))"]
    }
    return own == company ? [] : ["\(column(of: side.other)) = \(company)"]
  }

  /// What is theirs to decide: what the other side asked, and not they themselves.
  private func isMine(_ side: CompanyType?) -> [SQL] {
    guard let side else { return ["1 = 0"] }
    return [
      "t.initiator_side = \(side.other.rawValue)",
      "(t.initiator_id IS NULL OR t.initiator_id <> \(standing.userID))",
    ]
  }
}
