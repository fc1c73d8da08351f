public import Fleet
public import Kernel
import PlatformSQL
public import Ports
import Storage

extension SQLFleetStore {
  /// A letter; nil when there is none, as it was sent.
  public func letter(_ id: KeptLetter.ID) async throws -> KeptLetter? {
    try await database.first(
      "SELECT code, code_key, ends_at FROM fleet_letters WHERE id = \(id)"
    ) { row in
      KeptLetter(
        id: id,
        code: KeptSecret(octets: try row["code"], keyID: try row["code_key"]),
        endsAt: try row["ends_at"])
    }
  }

  /// Forgets a letter, as it was sent; not one whose code was replaced meanwhile.
  public func forget(_ letter: KeptLetter) async throws {
    // One that was sealed anew ends with its code.
    try await work.transaction { unit in
      _ = try unit.sql.execute(
        """
        DELETE FROM fleet_letters WHERE id = \(letter.id) AND code = \(letter.code.octets)
        """)
    }
  }
}

extension SQLFleetStore {
  private static let codes = SealedColumn(
    of: "fleet_letters", secret: "code", key: "code_key", place: KeptLetter.place)

  /// Checks that the code of every letter can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  public func checkLetters(openedBy keeper: any SecretKeeper) async throws {
    try await Self.codes.check(in: database, by: keeper)
  }

  /// Seals every code that is not under the current key; without one it opens them.
  /// - Returns: of how many letters.
  /// - Throws: what the keeper throws, or the store's error; what was sealed before it stays so.
  public func resealLetters(by keeper: any SecretKeeper) async throws -> Int {
    try await Self.codes.reseal(in: work, by: keeper)
  }
}

extension SQLFleetTransaction {
  func keep(_ letter: KeptLetter, at now: Instant) throws {
    try sql.deferred([
      "DELETE FROM fleet_letters WHERE ends_at < \(now)",
      """
      INSERT INTO fleet_letters (id, code, code_key, ends_at)
      VALUES (\(letter.id), \(letter.code.octets), \(letter.code.keyID), \(letter.endsAt))
      ON CONFLICT (id) DO UPDATE SET
        code = excluded.code, code_key = excluded.code_key, ends_at = excluded.ends_at
      """,
    ])
  }
}
