import Crypto
import JSON
import Kernel
import Webhooks

/// Secrets of a webhook that were replaced, as its row keeps them: a JSON array.
struct RetiredSecrets {
  private struct Entry: Codable {
    let secret: String
    /// Milliseconds since 1970.
    let until: Int64
  }

  let secrets: [WebhookSecrets.Retired]

  init(_ secrets: WebhookSecrets) { self.secrets = secrets.retired }

  /// - Throws: `DecodingError` where the text is none that `text` made.
  init(text: String) throws {
    let entries = try JSONDecoding.decode([Entry].self, from: Array(text.utf8))
    secrets = entries.compactMap { entry in
      Base64.decode(entry.secret).map {
        WebhookSecrets.Retired(
          WebhookSecret(octets: $0), until: Instant(milliseconds: entry.until))
      }
    }
  }

  var text: String {
    get throws {
      let entries = secrets.map {
        Entry(secret: Base64.encode($0.secret.octets), until: $0.until.milliseconds)
      }
      return String(decoding: try JSONEncoding.encode(entries), as: UTF8.self)
    }
  }
}
