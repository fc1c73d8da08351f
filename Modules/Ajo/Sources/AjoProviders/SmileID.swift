public import Ajo
import Crypto
public import Curl
import JSON
public import Kernel

/// Smile ID. A check is handed in, and a webhook tells what came of it, or an answer to who asks.
public struct SmileID: KYCProvider {
  /// How Smile ID is reached.
  public struct Settings: Sendable {
    /// What stands in front of every path.
    public var base: String
    /// Our number with Smile ID.
    public var partner: String
    /// The key of signatures, theirs and ours.
    public var apiKey: String
    /// Where its webhooks come in.
    public var callbackURL: String
    /// Which addresses may be connected to.
    public var addresses: AddressPolicy
    /// How long one attempt may take.
    public var deadline: Duration = .seconds(10)

    /// How Smile ID is reached.
    public init(
      base: String, partner: String, apiKey: String, callbackURL: String, addresses: AddressPolicy
    ) {
      var base = base
      while base.hasSuffix("/") { base.removeLast() }
      self.base = base
      self.partner = partner
      self.apiKey = apiKey
      self.callbackURL = callbackURL
      self.addresses = addresses
    }
  }

  /// Smile ID's own address.
  public static let standardBase = "https://api.smileidentity.com"

  private let settings: Settings
  private let client: HTTPClient
  private let clock: any WallClock

  /// Smile ID over a client.
  /// - Parameter clock: the machine's time, which signatures carry.
  public init(_ settings: Settings, over client: HTTPClient, clock: any WallClock) {
    self.settings = settings
    self.client = client
    self.clock = clock
  }

  /// `smileid`.
  public var name: String { "smileid" }

  /// Hands a check in. Its id is the job's, by which Smile ID knows it again.
  public func submit(_ check: IdentityCheck) async throws(KYCError) -> IdentityVerdict {
    let answer = try await ask("/v1/async_id_verification", body(of: check))
    let root = (try? JSONDocument(parsing: answer.body, maxDepth: 16))?.root
    switch answer.status {
    case 200..<300: return .pending
    case 408, 425, 429, 500...: throw .unavailable("Smile ID answered \(answer.status)")
    default:
      guard let root, root.kind == .object else {
        throw .unavailable("Smile ID answered \(answer.status) without a reason")
      }
      let reason = root["error"]?.string ?? root["message"]?.string ?? "\(answer.status)"
      throw .refused(ForeignText.plain(reason, upTo: 500))
    }
  }

  /// What came of a check, by its job's status.
  public func status(
    of check: IdentityCheck.ID, for user: UserID
  ) async throws(KYCError) -> IdentityVerdict {
    var json = signed()
    json.member("user_id", "\(user)")
    json.member("job_id", "\(check)")
    json.key("image_links")
    json.value(false)
    json.key("history")
    json.value(false)
    json.endObject()
    let answer = try await ask("/v1/job_status", json.bytes)
    guard (200..<300).contains(answer.status),
      let root = (try? JSONDocument(parsing: answer.body, maxDepth: 32))?.root,
      root.kind == .object
    else { throw .unavailable("Smile ID answered \(answer.status)") }
    // The answer is signed as a webhook is.
    guard let timestamp = root["timestamp"]?.string,
      let given = root["signature"]?.string.flatMap({ Base64.decode($0) }),
      constantTimeEquals(given, signature(at: timestamp))
    else { throw .unavailable("the answer is not signed by Smile ID") }
    guard root["job_complete"]?.bool == true, let result = root["result"], result.kind == .object
    else { return .pending }
    let parameters = result["PartnerParams"] ?? result["partner_params"]
    guard let told = parameters?["job_id"]?.string, told == "\(check)" else {
      throw .unavailable("the answer is about another job")
    }
    return SmileText.verdict(result)
  }

  private func ask(_ path: String, _ body: [UInt8]) async throws(KYCError) -> HTTPClientResponse {
    var request = HTTPClientRequest(
      "POST", settings.base + path,
      headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
      body: body, peer: name, addresses: settings.addresses)
    request.deadline = settings.deadline
    request.isRepeatable = true
    do throws(HTTPClientError) {
      return try await client.send(request, retrying: RetryPolicy())
    } catch { throw .unavailable("\(error)") }
  }

  /// An object with what shows whose request it is.
  private func signed() -> JSONWriter {
    let timestamp = "\(clock.now())"
    var json = JSONWriter()
    json.beginObject()
    json.member("partner_id", settings.partner)
    json.member("timestamp", timestamp)
    json.member("signature", Base64.encode(signature(at: timestamp)))
    return json
  }

  private func body(of check: IdentityCheck) -> [UInt8] {
    var json = signed()
    json.member("callback_url", settings.callbackURL)
    json.member("source_sdk", "rest_api")
    json.member("source_sdk_version", "1.0.0")
    json.member("country", "NG")
    json.member("id_type", check.document.smileName)
    json.member("id_number", check.number)
    json.member("first_name", check.firstName)
    json.member("last_name", check.lastName)
    if let birthday = check.birthday { json.member("dob", "\(birthday)") }
    json.key("partner_params")
    json.beginObject()
    json.member("job_id", "\(check.id)")
    json.member("user_id", "\(check.user)")
    json.key("job_type")
    json.value(5)
    json.endObject()
    json.endObject()
    return json.bytes
  }

  /// What Smile ID and we sign requests with.
  private func signature(at timestamp: String) -> [UInt8] {
    HMAC.sha256(
      key: Array(settings.apiKey.utf8),
      message: Array((timestamp + settings.partner + "sid_request").utf8))
  }

  // MARK: Webhooks

  /// For how long a signature counts, in seconds.
  static let longestAge: Int64 = 300

  /// Reads a webhook. Signature and timestamp stand in its body, or in fields of its head.
  public func read(
    headers: [String: String], body: [UInt8], at now: Instant
  ) throws(KYCWebhookRefusal) -> IdentityResult? {
    guard let root = (try? JSONDocument(parsing: body, maxDepth: 32))?.root, root.kind == .object
    else { throw .malformed }
    guard let timestamp = root["timestamp"]?.string ?? headers["timestamp"],
      let given = (root["signature"]?.string ?? headers["signature"]).flatMap({
        Base64.decode($0)
      }), constantTimeEquals(given, signature(at: timestamp))
    else { throw .badSignature }
    guard let signed = Instant(timestamp),
      abs(now.milliseconds(since: signed)) <= Self.longestAge * 1_000
    else { throw .stale }
    let parameters = root["PartnerParams"] ?? root["partner_params"]
    guard let check = parameters?["job_id"]?.string.flatMap({ IdentityCheck.ID($0) }) else {
      return nil
    }
    return IdentityResult(check: check, verdict: SmileText.verdict(root))
  }
}

extension JSONWriter {
  /// Writes a member.
  fileprivate mutating func member(_ name: StaticString, _ text: String) {
    key(name)
    value(text)
  }
}

extension IdentityDocument {
  /// What Smile ID calls it.
  fileprivate var smileName: String {
    switch self {
    case .bvn: "BVN"
    case .nin: "NIN_V2"
    case .passport: "PASSPORT"
    case .driversLicense: "DRIVERS_LICENSE"
    }
  }
}

/// What Smile ID's results mean.
enum SmileText {
  /// The verdict of a result, by its code. Where it has none that is known, nobody has said yet.
  static func verdict(_ root: JSONValue) -> IdentityVerdict {
    let code = root["ResultCode"]?.string ?? root["ResultCode"]?.numberText ?? ""
    let reason = ForeignText.plain(
      root["ResultText"]?.string ?? "The number is not this person's.", upTo: 500)
    switch code {
    // The number is known, and what was said of its owner fits.
    case "1020", "1012": return .verified
    // Another person's, no such number, or a document that is not accepted.
    case "1022", "1013", "1011": return .rejected(reason)
    // A name that fits in part is for a person to look at.
    default: return .pending
    }
  }
}
