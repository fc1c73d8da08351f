import Crypto
import Kernel
import Ports
import Storage
import Webhooks

/// The secrets of a webhook as its row keeps them: encrypted, unless there is no key.
struct KeptWebhookSecrets {
  let secret: [UInt8]
  /// A JSON array; encrypted, in base 64.
  let retired: String
  /// The key that both are encrypted under.
  let keyID: String?

  static let columns: SQL = "secret, retired_secrets, sealed_by"

  init(row: Row) throws {
    secret = try row["secret"]
    retired = try row["retired_secrets"]
    keyID = try row["sealed_by"]
  }

  /// Encrypts secrets for their row.
  init(_ secrets: WebhookSecrets, of id: Webhook.ID, by keeper: any SecretKeeper) throws {
    let text = try RetiredSecrets(secrets).text
    let kept = try keeper.keep(secrets.current.octets, at: Self.place("secret", id))
    (secret, keyID) = (kept.octets, kept.keyID)
    retired =
      keyID == nil
      ? text
      : Base64.encode(
        try keeper.keep(Array(text.utf8), at: Self.place("retired_secrets", id)).octets)
  }

  /// Decrypts the secrets of a row.
  /// - Throws: what the keeper throws.
  func secrets(of id: Webhook.ID, by keeper: any SecretKeeper) throws -> WebhookSecrets {
    let current = try keeper.read(
      KeptSecret(octets: secret, keyID: keyID), at: Self.place("secret", id))
    var text = retired
    if keyID != nil {
      let kept = KeptSecret(octets: Base64.decode(retired) ?? [], keyID: keyID)
      text = String(
        decoding: try keeper.read(kept, at: Self.place("retired_secrets", id)), as: UTF8.self)
    }
    return WebhookSecrets(
      current: WebhookSecret(octets: current), retired: try RetiredSecrets(text: text).secrets)
  }

  /// Writes them into their row.
  func writing(to id: Webhook.ID) -> SQL {
    """
    UPDATE platform_webhooks
    SET secret = \(secret), retired_secrets = \(retired), sealed_by = \(keyID)
    WHERE id = \(id)
    """
  }

  private static func place(_ column: String, _ id: Webhook.ID) -> String {
    "platform_webhooks.\(column)\0\(id)"
  }
}

extension SQLWebhookStore {
  /// Checks that all secrets can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  public func checkSecrets() async throws {
    for id in try await keys() where !keeper.knows(id) { throw EncryptionKeyMissing(id: id ?? "") }
  }

  /// Whether there is a key, and any secret is not encrypted under it.
  public func hasOutdatedSecrets() async throws -> Bool {
    guard let current = keeper.keyID else { return false }
    return try await keys().contains { $0 != current }
  }

  /// Encrypts the secrets of every webhook that are not under the current key.
  /// - Returns: of how many webhooks.
  public func resealSecrets() async throws -> Int {
    try await work.transaction { [keeper] unit in
      let found = try unit.sql.all(
        """
        SELECT id, \(KeptWebhookSecrets.columns) FROM platform_webhooks
        WHERE sealed_by IS DISTINCT FROM \(keeper.keyID)
        ORDER BY id
        \(unit.sql.dialect.lockingRows)
        """
      ) { (try $0.get(0, as: Webhook.ID.self), try KeptWebhookSecrets(row: $0)) }
      for (id, kept) in found {
        let secrets = try kept.secrets(of: id, by: keeper)
        try unit.sql.execute(
          KeptWebhookSecrets(secrets, of: id, by: keeper).writing(to: id))
      }
      return found.count
    }
  }

  private func keys() async throws -> [String?] {
    try await work.database.all("SELECT DISTINCT sealed_by FROM platform_webhooks") {
      try $0.get(0, as: String?.self)
    }
  }
}
