import Auth
import Configuration
import Console
import ContextKit
import Crypto
import Observability

/// `atrium auth rotate-encryption`
func rotateEncryptionCommand(
  _ encryption: @escaping Opening<EncryptionAtRest>, others: @escaping Opening<[SealedSecrets]>
) -> Command {
  Command(
    "auth", "rotate-encryption",
    summary: "Encrypt every stored secret under auth.encryption_key",
    discussion: """
      To start encrypting, or to change the key:

        1. Give every server the new key in ATRIUM_AUTH_OTHER_ENCRYPTION_KEYS.
        2. Give every server the new key as ATRIUM_AUTH_ENCRYPTION_KEY, with the old one among the
           others.
        3. Run this command, and take the old key away.

      Nobody is signed out, and no server has to stop. Plain secrets may be left over in the
      database's free space and in backups: after the first time, run atrium auth rotate-keys, so
      that tokens are signed by a key that was never stored in plain.
      """,
    options: [
      .flag("decrypt", help: "Take the encryption off; auth.encryption_key must not be set")
    ]
  ) { invocation in
    let encryption = try await encryption()
    guard (encryption.keyID == nil) == invocation.has("decrypt") else {
      throw CommandError.refused(
        encryption.keyID == nil ? "no_encryption_key" : "encryption_key_set",
        encryption.keyID == nil
          ? "auth.encryption_key is not set; --decrypt takes the encryption off"
          : "auth.encryption_key is set; --decrypt is for taking it away")
    }
    let done = try await encryption.rotate()
    var record: Record = [
      "key": .optional(encryption.keyID), "signing_keys": .number(Int64(done.signingKeys)),
      "authenticators": .number(Int64(done.authenticators)),
    ]
    for secrets in try await others() {
      record.add(secrets.name, .number(Int64(try await secrets.reseal())))
    }
    return .record(record)
  }
}

extension EncryptionAtRest {
  /// Tells the operator what a thief of the database would find.
  func tell(_ log: Logger, isProduction: Bool) async throws {
    if keyID == nil {
      guard isProduction else { return }
      log.warning(
        "the database alone signs tokens and passes for authenticators; set auth.encryption_key")
    } else if try await isOutdated() {
      log.warning(
        "not everything is encrypted under auth.encryption_key; run atrium auth rotate-encryption")
    }
  }
}

extension SettingType where Value == SecretSeal.Key {
  /// A key of 256 bits.
  static var encryptionKey: SettingType {
    SettingType(
      name: "key", expectation: "32 octets in base 64 or in 64 hexadecimal digits",
      parse: { text in
        (Hex.decode(text) ?? Base64.decode(text) ?? Base64URL.decode(text))
          .flatMap { SecretSeal.Key($0) }
      }, show: { $0.id })
  }
}
