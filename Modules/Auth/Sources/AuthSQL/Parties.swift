import Auth
public import Kernel
public import Ports
import Storage

extension SQLAuthStore {
  /// Whether the payer has a PIN, and the payee. It is one statement of a few columns, because it
  /// precedes every payment.
  public func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties {
    if let lookups, case .id(let id) = payee {
      return try await lookups.parties(of: PartyLookups.Question(payer: payer, payee: id))
    }
    let isPayee: SQL =
      switch payee {
      case .id(let id): "u.id = \(id) AND u.deleted_at IS NULL"
      case .email(let email): email.isOfUser
      }
    let order: SQL = if case .email(let email) = payee { email.oldestUserFirst } else { "" }
    let found = try await database.first(
      """
      SELECT EXISTS (SELECT 1 FROM auth_pins WHERE user_id = \(payer)), u.id,
        u.blocked_at IS NULL AND u.deleted_at IS NULL
      FROM (SELECT 1) AS one LEFT JOIN auth_users AS u ON \(isPayee)
      \(order)
      """
    ) { row in
      PaymentParties(
        payee: try row.get(1, as: UserID?.self).map {
          PaymentParties.Payee(id: $0, isActive: try row.get(2, as: Bool.self))
        }, payerHasPin: try row.get(0, as: Bool.self))
    }
    return found ?? PaymentParties(payee: nil, payerHasPin: nil)
  }

  /// The same for many payments.
  static func parties(
    of questions: [PartyLookups.Question], in database: any Database
  ) async throws -> [PaymentParties] {
    let dialect = database.dialect
    var isActive: [UserID: Bool] = [:]
    var withPin: Set<UserID> = []
    let rows = try await database.query(
      """
      SELECT id, blocked_at IS NULL, \(false) FROM auth_users
      WHERE id \(dialect.isAmong(.uuids(questions.map { $0.payee.rawValue })))
        AND deleted_at IS NULL
      UNION ALL
      SELECT user_id, \(true), \(true) FROM auth_pins
      WHERE user_id \(dialect.isAmong(.uuids(questions.map { $0.payer.rawValue })))
      """)
    for row in rows {
      let user = try row.get(0, as: UserID.self)
      if try row.get(2, as: Bool.self) {
        withPin.insert(user)
      } else {
        isActive[user] = try row.get(1, as: Bool.self)
      }
    }
    return questions.map { question in
      PaymentParties(
        payee: isActive[question.payee].map {
          PaymentParties.Payee(id: question.payee, isActive: $0)
        }, payerHasPin: withPin.contains(question.payer))
    }
  }
}
