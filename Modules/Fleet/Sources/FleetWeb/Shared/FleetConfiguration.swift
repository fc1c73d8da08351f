import Configuration
import ContextKit

/// What the configuration says of Fleet.
enum FleetConfiguration {
  private static let receiptURL = Setting(
    "fleet.receipt_url", optional: .baseURL,
    "Where the world finds receipts: verify_url, and the QR code on a receipt, are this with "
      + "/<code>/verify. Unless given it is /receipts below Fleet's mount, where the server listens."
  )

  static let all: [any SettingDeclaration] = [receiptURL]

  /// The address of receipts as it is seen from outside.
  static func receiptBase(in environment: ContextEnvironment) -> String {
    environment.configuration[receiptURL] ?? environment.localAddress + "/receipts"
  }

  /// What of it leads nowhere, wherever it is read.
  static func contradictions(in configuration: Configuration) -> [String] {
    guard let url = configuration[receiptURL] else { return [] }
    let (host, path) = parts(of: url)
    var found: [String] = []
    if ["0.0.0.0", "[::]"].contains(host) {
      found.append("fleet.receipt_url names \(host), which is where a server listens and no place")
    }
    if path.hasSuffix("/verify") || path.contains("<") {
      found.append("fleet.receipt_url is what /<code>/verify is put behind, and has some of it")
    }
    return found
  }

  /// What could be better.
  static func advice(on configuration: Configuration) -> [String] {
    guard configuration.isOfProduction else { return [] }
    guard let url = configuration[receiptURL] else {
      return [
        "fleet.receipt_url is not set: receipts say that they are verified on this machine itself."
      ]
    }
    var found: [String] = []
    if !url.lowercased().hasPrefix("https://") {
      found.append(
        "fleet.receipt_url is not https://: others on the way can forge what it answers.")
    }
    if ["localhost", "127.0.0.1", "[::1]"].contains(parts(of: url).host) {
      found.append("fleet.receipt_url is this machine itself: nobody else can verify receipts.")
    }
    return found
  }

  /// The host of a URL, without its port, and the path.
  private static func parts(of url: String) -> (host: String, path: String) {
    let rest = url[(url.firstRange(of: "://")?.upperBound ?? url.startIndex)...]
    let authority = rest.prefix { $0 != "/" }
    let isBracketed = authority.hasPrefix("[")
    let host =
      isBracketed
      ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    return (host.lowercased(), String(rest.dropFirst(authority.count)))
  }
}
