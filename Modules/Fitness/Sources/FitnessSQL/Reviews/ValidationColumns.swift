import Fitness
import Kernel
import Storage

extension StepValidation {
  /// Of `fitness_step_validations`.
  static let columns: SQL =
    """
    id, step_record_id, user_id, date, steps, source, status, anomaly_score, rules, reason,
    reviewer_id, reviewed_at, version, created_at, updated_at
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], recordID: try row["step_record_id"], userID: try row["user_id"],
      date: try row["date"], steps: try row["steps"], source: try row.word("source"),
      state: try row.word("status"), score: try row["anomaly_score"],
      rules: CheatRule.list(try row["rules"]), reason: try row["reason"],
      reviewerID: try row["reviewer_id"], reviewedAt: try row["reviewed_at"],
      version: try row["version"], createdAt: try row["created_at"],
      updatedAt: try row["updated_at"])
  }
}

extension CheatRule {
  /// The rules of a text.
  fileprivate static func list(_ text: String) -> [CheatRule] {
    text.split(separator: ",").compactMap { CheatRule(rawValue: String($0)) }
  }

  /// Rules as a text, each between commas, so that each can be looked for.
  static func text(_ rules: [CheatRule]) -> String {
    rules.isEmpty ? "" : ",\(rules.map(\.rawValue).joined(separator: ",")),"
  }
}

/// A page of validations.
struct ValidationPage {
  let filter: ValidationFilter
  let order: ValidationOrder
  let limit: Int

  var statement: SQL {
    var conditions = conditions
    let sort: SQL
    switch order {
    case .oldest(let place):
      if let place { conditions.append("(created_at, id) > (\(place.key), \(place.id))") }
      sort = "created_at, id"
    case .suspicious(let place):
      if let place { conditions.append("(anomaly_score, id) < (\(place.key), \(place.id))") }
      sort = "anomaly_score DESC, id DESC"
    }
    let among: SQL =
      conditions.isEmpty ? "" : "WHERE \(SQL.joined(conditions, separator: " AND "))"
    return """
      SELECT \(StepValidation.columns) FROM fitness_step_validations \(among)
      ORDER BY \(sort) LIMIT \(limit)
      """
  }

  private var conditions: [SQL] {
    var conditions: [SQL] = []
    if let state = filter.state { conditions.append("status = \(state.rawValue)") }
    if let user = filter.userID { conditions.append("user_id = \(user)") }
    if let rule = filter.rule { conditions.append("rules LIKE \("%,\(rule.rawValue),%")") }
    return conditions
  }
}
