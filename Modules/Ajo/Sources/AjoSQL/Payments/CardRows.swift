public import Ajo
public import Kernel
import Payments
import Ports
import PlatformSQL
import Storage

extension SQLPaymentStore {
  private var cards: StoredList<Card> {
    StoredList(
      database: work.database, table: "ajo_cards", columns: Card.columns, read: Card.init(row:))
  }

  /// A user's card.
  public func card(_ id: Card.ID, of user: UserID) async throws -> Card? {
    try await cards.first("id = \(id)", "user_id = \(user)")
  }

  /// Up to `limit` cards of a user, newest first.
  public func cards(of user: UserID, before: Card.ID?, limit: Int) async throws -> [Card] {
    try await cards.newest(["user_id = \(user)"], before: before, limit: limit)
  }
}

extension SQLPaymentTransaction {
  func hasCard(like card: Card) throws -> Bool {
    guard let signature = card.signature else { return false }
    return try sql.first(
      """
      SELECT id FROM ajo_cards
      WHERE user_id = \(card.userID) AND provider = \(card.provider.rawValue)
        AND signature = \(signature)
      """
    ) { _ in true } ?? false
  }

  func insert(_ card: Card) throws {
    try sql.execute(
      """
      INSERT INTO ajo_cards (id, user_id, provider, signature, brand, last_four, expiry_month,
        expiry_year, email, token, token_key, created_at)
      VALUES (\(card.id), \(card.userID), \(card.provider.rawValue), \(card.signature),
        \(card.brand), \(card.lastFour), \(card.expiryMonth), \(card.expiryYear), \(card.email),
        \(card.token.octets), \(card.token.keyID), \(card.createdAt))
      """)
  }

  func removeCard(_ id: Card.ID, of user: UserID) throws -> Bool {
    try sql.execute("DELETE FROM ajo_cards WHERE id = \(id) AND user_id = \(user)") == 1
  }
}

extension Card {
  fileprivate static let columns: SQL = """
    id, user_id, provider, signature, brand, last_four, expiry_month, expiry_year, email, token,
    token_key, created_at
    """

  fileprivate init(row: Row) throws {
    self.init(
      id: try row["id"], userID: try row["user_id"], provider: try row.provider,
      signature: try row["signature"], brand: try row["brand"], lastFour: try row["last_four"],
      expiryMonth: try row["expiry_month"], expiryYear: try row["expiry_year"],
      email: try row["email"],
      token: KeptSecret(octets: try row["token"], keyID: try row["token_key"]),
      createdAt: try row["created_at"])
  }
}
